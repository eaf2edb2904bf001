package africa.paylinks;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import africa.paylinks.provider.Provider;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The floors of the design: a package imports only from floors below it, and providers do not know each other. */
class ArchitectureTest {

    private static final String[] KERNEL = {"africa.paylinks.payment..", "africa.paylinks.idempotency..", "africa.paylinks.ledger.."};
    private static final String[] FLOOR_1 = {"africa.paylinks.payment..", "africa.paylinks.http..", "africa.paylinks.secrets..",
        "africa.paylinks.crypto..", "africa.paylinks.logging..", "africa.paylinks.metrics.."};
    private static final String[] FLOOR_2 = {"africa.paylinks.provider..", "africa.paylinks.routing..", "africa.paylinks.idempotency..",
        "africa.paylinks.merchant..", "africa.paylinks.notification..", "africa.paylinks.queue..", "africa.paylinks.ledger.."};
    private static final String[] FLOOR_3 = {"africa.paylinks.link..", "africa.paylinks.lookup..", "africa.paylinks.webhook..",
        "africa.paylinks.checkout..", "africa.paylinks.refund..", "africa.paylinks.capability..", "africa.paylinks.transfer..", "africa.paylinks.erasure..",
        "africa.paylinks.subscription..", "africa.paylinks.reusablelink..", "africa.paylinks.report.."};
    /** All rules are about the names of what is used, so that the libraries need not be read. */
    private static final JavaClasses PRODUCT = ArchConfiguration.withThreadLocalScope(configuration -> {
        configuration.setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("test-classes"))
                .importPackages("africa.paylinks");
    });
    /** The packages that implement a provider. */
    private static final Set<String> PROVIDERS = PRODUCT.stream().filter(type -> !type.isInterface() && type.isAssignableTo(Provider.class))
            .map(type -> type.getPackageName().substring("africa.paylinks.".length())).collect(Collectors.toCollection(TreeSet::new));
    private static final String[] FLOOR_4 = Stream.concat(PROVIDERS.stream(), Stream.of("kommo", "aws", "reconciliation"))
            .map(name -> "africa.paylinks." + name + "..").toArray(String[]::new);

    @Test
    void theKernelKnowsNoFrameworkAndNoCloud() {
        check(noClasses().that().resideInAnyPackage(KERNEL).should().dependOnClassesThat().resideOutsideOfPackages(
                "java..", "africa.paylinks.payment..", "africa.paylinks.idempotency..", "africa.paylinks.ledger..",
                "africa.paylinks.crypto.."));
    }

    @Test
    void packagesImportOnlyFromLowerLayers() {
        check(layeredArchitecture().consideringOnlyDependenciesInAnyPackage("africa.paylinks..")
                .withOptionalLayers(true)
                .layer("composition").definedBy("africa.paylinks")
                .layer("floor 4").definedBy(alwaysTrue().and(com.tngtech.archunit.core.domain.JavaClass.Predicates
                        .resideInAnyPackage(FLOOR_4)))
                .layer("floor 3").definedBy(FLOOR_3)
                .layer("floor 2").definedBy(FLOOR_2)
                .layer("floor 1").definedBy(FLOOR_1)
                .whereLayer("composition").mayNotBeAccessedByAnyLayer()
                .whereLayer("floor 4").mayOnlyBeAccessedByLayers("composition")
                .whereLayer("floor 3").mayOnlyBeAccessedByLayers("floor 4", "composition")
                .whereLayer("floor 2").mayOnlyBeAccessedByLayers("floor 3", "floor 4", "composition"));
    }

    @Test
    void everyPackageHasALayer() {
        Set<String> known = new TreeSet<>(PROVIDERS);
        for (String[] floor : new String[][] {FLOOR_1, FLOOR_2, FLOOR_3}) {
            for (String name : floor) {
                known.add(name.substring("africa.paylinks.".length(), name.length() - 2));
            }
        }
        known.add("aws");
        known.add("kommo");
        known.add("reconciliation");
        Set<String> found = PRODUCT.stream().map(type -> type.getPackageName()).filter(name -> !name.equals("africa.paylinks"))
                .map(name -> name.substring("africa.paylinks.".length()).split("\\.")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        found.removeAll(known);
        Assertions.assertEquals(Set.of(), found);
    }

    @Test
    void providersDoNotKnowEachOther() {
        for (String provider : PROVIDERS) {
            String[] others = PROVIDERS.stream().filter(other -> !other.equals(provider))
                    .map(other -> "africa.paylinks." + other + "..").toArray(String[]::new);
            check(noClasses().that().resideInAPackage("africa.paylinks." + provider + "..")
                    .should().dependOnClassesThat().resideInAnyPackage(others));
        }
    }

    @Test
    void kommoKnowsNoProviderAndNoProviderKnowsKommo() {
        String[] providers = PROVIDERS.stream().map(provider -> "africa.paylinks." + provider + "..").toArray(String[]::new);
        check(noClasses().that().resideInAPackage("africa.paylinks.kommo..").should().dependOnClassesThat().resideInAnyPackage(providers));
        check(noClasses().that().resideInAnyPackage(providers).should().dependOnClassesThat().resideInAPackage("africa.paylinks.kommo.."));
        check(noClasses().that().resideInAPackage("africa.paylinks.aws..").should().dependOnClassesThat()
                .resideInAPackage("africa.paylinks.kommo.."));
    }

    @Test
    void packagesFormNoCircles() {
        check(slices().matching("africa.paylinks.(*)..").should().beFreeOfCycles());
    }

    @Test
    void onlyTheAwsPackageUsesAwsServices() {
        check(noClasses().that().resideOutsideOfPackages("africa.paylinks.aws..", "africa.paylinks")
                .should().dependOnClassesThat().resideInAPackage("software.amazon.."));
    }

    @Test
    void digestsAndMacsAreMadeInOnePlace() {
        check(noClasses().that().resideOutsideOfPackage("africa.paylinks.crypto..")
                .should().dependOnClassesThat().haveFullyQualifiedName("javax.crypto.Mac")
                .orShould().callMethod(java.security.MessageDigest.class, "getInstance", String.class));
    }

    @Test
    void onlyTheOneHttpClientMakesExchanges() {
        check(noClasses().that().resideOutsideOfPackage("africa.paylinks.provider..")
                .should().dependOnClassesThat().resideInAPackage("java.net.http.."));
    }

    @Test
    void theProductKnowsNothingOfTheLocalStack() {
        check(noClasses().should().dependOnClassesThat().resideInAPackage("africa.paylinks.local.."));
    }

    @Test
    void noClassReadsTheSystemClock() {
        check(noClasses().should().callMethod(java.time.Instant.class, "now")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(java.time.LocalDate.class, "now"));
    }

    @Test
    void moneyIsNeverAFloatingPointNumber() {
        check(noClasses().that().resideInAnyPackage("africa.paylinks..")
                .should().dependOnClassesThat().haveFullyQualifiedName("java.lang.Double")
                .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.Float"));
    }

    @Test
    void recordsAndServicesAreFinal() {
        check(classes().that().areNotInterfaces().and().areNotAnonymousClasses().and().areTopLevelClasses()
                .and().areNotEnums().and().haveSimpleNameNotEndingWith("Function").and(areNotSealed())
                .should().haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL));
    }

    /** Jackson's annotations are those of its next major version, too; its trees, mappers and parsers are not. */
    @Test
    void onlyTheHttpPackageKnowsTheJsonLibrary() {
        check(onlyHttpKnowsTheJsonLibrary());
    }

    @Test
    void otherUsesOfTheJsonLibraryAreFound() {
        for (Class<?> user : List.of(HoldsATree.class, UsesAParser.class)) {
            Assertions.assertTrue(onlyHttpKnowsTheJsonLibrary().evaluate(new ClassFileImporter().importClasses(user)).hasViolation(), user.getName());
        }
        Assertions.assertFalse(onlyHttpKnowsTheJsonLibrary().evaluate(new ClassFileImporter().importClasses(IsOnlyAnnotated.class)).hasViolation());
    }

    private record HoldsATree(com.fasterxml.jackson.databind.JsonNode tree) {
    }

    private static final class UsesAParser {

        private UsesAParser() throws java.io.IOException {
            new com.fasterxml.jackson.core.JsonFactory().createParser("{}").close();
        }
    }

    private record IsOnlyAnnotated(@com.fasterxml.jackson.annotation.JsonProperty("Records") List<String> records) {
    }

    private static ArchRule onlyHttpKnowsTheJsonLibrary() {
        return noClasses().that().resideOutsideOfPackage("africa.paylinks.http..").should().dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..", "tools.jackson..");
    }

    /** A sealed class has no subclasses but those that it names, which are final themselves. */
    private static DescribedPredicate<JavaClass> areNotSealed() {
        return DescribedPredicate.describe("are not sealed", type -> !type.reflect().isSealed());
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCT);
    }
}
