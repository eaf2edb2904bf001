package africa.paylinks.local.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import africa.paylinks.local.template.RepositoryTemplate;
import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulesTest {

    @Test
    void readsTheRatesOfTheTemplate() throws IOException {
        assertEquals(List.of(new Schedules.Entry("reconcile-payments", Duration.ofMinutes(1)), new Schedules.Entry("charge-subscriptions", Duration.ofMinutes(1))),
                Schedules.entries(RepositoryTemplate.TEMPLATE));
    }

    @Test
    void explainsAnUnsupportedSchedule() {
        Template template = Template.parse("""
                Resources:
                  Nightly:
                    Type: AWS::Serverless::Function
                    Properties:
                      Events: { Night: { Type: Schedule, Properties: { Schedule: 'cron(0 3 * * ? *)' } } }
                """);
        assertThrows(IllegalStateException.class, () -> Schedules.entries(template));
    }
}
