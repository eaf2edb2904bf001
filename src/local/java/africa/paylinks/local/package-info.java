/**
 * The local stack: what surrounds the functions when deployed, played on this machine by one process without Docker or an account.
 *
 * <p>It is compiled with the product under the Maven profile {@code local} and with the tests otherwise, and is in no deployed artifact.
 */
package africa.paylinks.local;
