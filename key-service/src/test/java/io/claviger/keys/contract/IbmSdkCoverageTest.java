package io.claviger.keys.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.sdk.core.http.ServiceCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each operation that IBM's Java client has is called by a test of this module; a new release of it with new ones fails here. */
class IbmSdkCoverageTest {

    /** KMIP is left to another part. */
    private static final Predicate<String> SERVED = operation -> !operation.contains("Kmip");

    @Test
    void callsEveryOperationOfTheClient() {
        Set<String> operations = Arrays.stream(IbmKeyProtectApi.class.getDeclaredMethods())
                .filter(method -> ServiceCall.class.isAssignableFrom(method.getReturnType()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(operations).hasSizeGreaterThan(30);
        assertThat(called()).containsAll(operations.stream().filter(SERVED).toList());
    }

    private static Set<String> called() {
        JavaClasses tests =
                new ClassFileImporter().importPath(Path.of("target", "test-classes", "io", "claviger", "keys"));
        return tests.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().isEquivalentTo(IbmKeyProtectApi.class))
                .filter(call -> call.getTarget().getRawReturnType().isAssignableTo(ServiceCall.class))
                .map(call -> call.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
