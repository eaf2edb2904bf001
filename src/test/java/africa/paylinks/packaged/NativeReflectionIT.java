package africa.paylinks.packaged;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.amazon.lambda.runtime.FunctionError;
import io.quarkus.funqy.Funq;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A native executable can read and write by reflection what the poll loop exchanges with Lambda. */
@Tag("slow")
class NativeReflectionIT {

    private static Map<String, JsonNode> registered;

    @BeforeAll
    static void readRegistrations() throws IOException {
        JsonNode configuration = new ObjectMapper().readTree(NativeApplication.of(Packaged.functionPackage("reflection"),
                Packaged.buildDirectory().resolve("packaged").resolve("native-reflection")).reflectionConfiguration());
        registered = new TreeMap<>();
        configuration.forEach(type -> registered.put(type.path("name").asText(), type));
    }

    @Test
    void reportsAnExceptionThatLeavesAFunction() {
        JsonNode type = registered.get(FunctionError.class.getName());

        assertTrue(type != null, "FunctionError is not registered");
        Stream.of("getErrorType", "getErrorMessage").forEach(accessor -> assertTrue(mayCall(type, accessor),
                () -> accessor + " cannot be called: " + type));
    }

    @Test
    void readsAndWritesTheEventsAndAnswersOfEveryFunction() {
        List<JavaMethod> functions = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("africa.paylinks").stream().flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Funq.class)).toList();
        assertFalse(functions.isEmpty());
        functions.forEach(function -> Stream.concat(Stream.of(function.getRawReturnType()),
                function.getRawParameterTypes().stream()).map(JavaClass::getName).forEach(exchanged -> {
                    JsonNode type = registered.getOrDefault(exchanged, NullNode.getInstance());
                    assertTrue(type.path("allDeclaredMethods").asBoolean() && type.path("allDeclaredConstructors").asBoolean(),
                            () -> function.getFullName() + " exchanges " + exchanged + ", registered as " + type);
                }));
    }

    private static boolean mayCall(JsonNode type, String method) {
        return type.path("allDeclaredMethods").asBoolean() || type.path("allPublicMethods").asBoolean()
                || StreamSupport.stream(type.path("methods").spliterator(), false)
                        .anyMatch(listed -> listed.path("name").asText().equals(method));
    }
}
