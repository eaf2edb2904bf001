/** CloudWatch for the local stack: collects metrics, and evaluates the dashboard and the alarms that the template defines. */
package africa.paylinks.local.operations;
