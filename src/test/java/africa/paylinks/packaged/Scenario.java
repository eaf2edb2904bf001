package africa.paylinks.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An event by which a function comes to call something.
 *
 * @param function     the {@code @Funq} name
 * @param dependencies what it calls; more than one for a function that calls all of them at once
 * @param absent       what nobody finds all the while, so that the function comes to call the others
 * @param question     makes an event whose answer needs the dependencies, each time anew, for the fault that it is to meet
 * @param normal       whether an answer is the one that is given when nothing fails
 */
record Scenario(String function, List<Dependency> dependencies, Set<Dependency> absent, Function<Fault, JsonNode> question,
        Predicate<JsonNode> normal) {

    /** What the function, once it has read it, does not ask for again: it has to start under failure. */
    boolean isCold() {
        return dependencies.contains(Dependency.SECRETS);
    }

    /** What it needs, and what it needs to be away. */
    Set<Dependency> involved() {
        return Stream.concat(dependencies.stream(), absent.stream()).collect(Collectors.toSet());
    }

    /** About how many seconds it waits, most of them for what hangs. */
    int seconds() {
        Dependency slowest = dependencies.get(0);
        return Dependency.SYSTEMS.contains(slowest) || slowest == Dependency.ENDPOINT ? 40
                : slowest == Dependency.SECRETS ? 12 : 25;
    }

    @Override
    public String toString() {
        return function + " without " + dependencies.stream().map(Dependency::words).collect(Collectors.joining("+"));
    }
}
