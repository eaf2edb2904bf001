/**
 * The local stack: AWS and the external systems that surround the deployed functions, simulated by one process without Docker or an account.
 *
 * <p>It is compiled with the product under the Maven profile {@code local} and with the tests otherwise, and is part of no deployed artifact.
 */
package africa.paylinks.local;
