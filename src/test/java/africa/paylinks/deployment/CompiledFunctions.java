package africa.paylinks.deployment;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.funqy.Funq;
import java.util.Set;
import java.util.TreeSet;

/** What is in the deployed artifact, read from its class files. */
final class CompiledFunctions {

    /** The product's own classes; what they call is known by name only, which saves reading the libraries. */
    static final JavaClasses PRODUCT = ArchConfiguration.withThreadLocalScope(configuration -> {
        configuration.setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("africa.paylinks");
    });

    private CompiledFunctions() {
    }

    /** The names under which functions can be exported. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (var type : PRODUCT) {
            for (JavaMethod method : type.getMethods()) {
                method.tryGetAnnotationOfType(Funq.class)
                        .ifPresent(funq -> names.add(funq.value().isEmpty() ? method.getName() : funq.value()));
            }
        }
        return names;
    }
}
