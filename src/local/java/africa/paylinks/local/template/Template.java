package africa.paylinks.local.template;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The deployment template, read so that what runs locally cannot differ from what is deployed.
 *
 * <p>Short intrinsic functions appear as their long form: {@code !Ref X} as {@code {"Ref": "X"}}, {@code !Sub s} as {@code {"Fn::Sub": "s"}}.
 */
public final class Template {

    private static volatile Read last;

    private final Map<String, Object> root;

    private Template(Map<String, Object> root) {
        this.root = root;
    }

    /**
     * Looks for {@code template.yaml} from a directory upwards.
     *
     * @throws IllegalStateException when there is none
     */
    public static Path find(Path from) {
        for (Path directory = from.toAbsolutePath(); directory != null; directory = directory.getParent()) {
            Path candidate = directory.resolve("template.yaml");
            if (Files.isRegularFile(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("No template.yaml in " + from.toAbsolutePath() + " or above it");
    }

    /**
     * Reads a template; one that was read last and has not changed since is not parsed again.
     *
     * @throws IOException when the file cannot be read
     */
    public static Template read(Path file) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        Read known = last;
        if (known == null || !known.file().equals(file) || !known.modified().equals(modified)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                known = new Read(file, modified, new Template(map(new Yaml(new IntrinsicFunctions()).load(reader))));
                last = known;
            }
        }
        return known.template();
    }

    /** Reads a template from text. */
    public static Template parse(String text) {
        return new Template(map(new Yaml(new IntrinsicFunctions()).load(text)));
    }

    /** Returns the properties of each resource of a type, by logical id and in the order written. */
    public Map<String, Map<String, Object>> resources(String type) {
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        map(root.get("Resources")).forEach((id, resource) -> {
            if (type.equals(map(resource).get("Type"))) {
                found.put(id, map(map(resource).get("Properties")));
            }
        });
        return found;
    }

    /** Returns the properties that every function inherits. */
    public Map<String, Object> functionGlobals() {
        return map(map(root.get("Globals")).get("Function"));
    }

    /** Returns a section such as {@code Parameters} or {@code Outputs}, by name and in the order written. */
    public Map<String, Object> section(String name) {
        return map(root.get(name));
    }

    /** Takes a value as a mapping; what is missing is an empty one. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** Takes a value as a sequence; what is missing is an empty one. */
    @SuppressWarnings("unchecked")
    public static List<Object> list(Object value) {
        return value instanceof List<?> list ? (List<Object>) list : List.of();
    }

    /** Takes a value as plain text; absent when it is missing, a structure or an intrinsic function. */
    public static Optional<String> text(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean ? Optional.of(value.toString()) : Optional.empty();
    }

    private static final class IntrinsicFunctions extends SafeConstructor {

        /** The condition that the stack uses its own table, which is always so here; the template says so in many places. */
        private static final String OWN_TABLE = "OwnTable";

        IntrinsicFunctions() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    String name = node.getTag().getValue().substring(1);
                    if (name.equals("If") && list(argument(node)).get(0).equals(OWN_TABLE)) {
                        return list(argument(node)).get(1);
                    }
                    if (name.equals("Sub")) {
                        return Map.of("Fn::Sub", plain(argument(node)));
                    }
                    return Map.of(name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name, argument(node));
                }
            });
        }

        /** A variable that only stands for another resource is replaced by it. */
        private static Object plain(Object substitution) {
            if (!(substitution instanceof List<?> arguments) || !(arguments.get(0) instanceof String text)) {
                return substitution;
            }
            String plain = text;
            Map<String, Object> others = new LinkedHashMap<>();
            for (Map.Entry<String, Object> variable : map(arguments.get(1)).entrySet()) {
                Optional<String> resource = variable.getValue() instanceof Map<?, ?> value ? text(value.get("Ref")) : Optional.empty();
                if (resource.isEmpty()) {
                    others.put(variable.getKey(), variable.getValue());
                } else {
                    plain = plain.replace("${" + variable.getKey() + "}", "${" + resource.get() + "}");
                }
            }
            return others.isEmpty() ? plain : List.of(plain, others);
        }

        private Object argument(Node node) {
            if (node instanceof SequenceNode sequence) {
                return constructSequence(sequence);
            }
            return node instanceof MappingNode mapping ? constructMapping(mapping) : constructScalar((ScalarNode) node);
        }
    }

    private record Read(Path file, FileTime modified, Template template) {
    }
}
