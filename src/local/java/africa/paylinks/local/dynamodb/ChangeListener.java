package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Learns of each change of a table, in order, before the writer does. */
@FunctionalInterface
public interface ChangeListener {

    /**
     * Takes a change; it must neither call the table nor wait.
     *
     * @param before the item before, empty when it is new
     * @param after the item after, empty when it is deleted
     */
    void changed(Optional<ObjectNode> before, Optional<ObjectNode> after);
}
