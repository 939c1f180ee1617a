package io.claviger.keys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetKeyCollectionMetadataOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetKeysOptions;
import com.ibm.cloud.sdk.core.security.BearerTokenAuthenticator;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys a list shows, in which order, and how many there are. */
@QuarkusTest
class ListingTest {

    @TestHTTPResource("/")
    @Nullable
    URI url;

    @Inject
    MovableClock clock;

    private Kms kms;

    @BeforeEach
    void order() {
        kms = Kms.newInstance();
    }

    @Test
    void servesTheSdk() {
        // Given
        IbmKeyProtectApi sdk = new IbmKeyProtectApi("kp", new BearerTokenAuthenticator(kms.token()));
        sdk.setServiceUrl(String.valueOf(url).replaceAll("/$", ""));
        create("orders", "root", "\"aliases\":[\"orders-prod\"]");
        create("invoices", "standard", "");
        create("Old-Orders", "root", "");

        // When
        var found = sdk.getKeys(new GetKeysOptions.Builder(kms.instance())
                        .search("not:name:invoices")
                        .sort("-creationDate")
                        .filter("extractable=false creationDate=gte:\"2020-01-01T00:00:00+01:00\" expirationDate=none")
                        .addState(1L)
                        .addState(2L)
                        .limit(1)
                        .offset(1)
                        .build())
                .execute()
                .getResult();
        String total = sdk.getKeyCollectionMetadata(new GetKeyCollectionMetadataOptions.Builder(kms.instance())
                        .filter("extractable=false")
                        .addState(1L)
                        .build())
                .execute()
                .getHeaders()
                .values("Key-Total")
                .getFirst();

        // Then
        assertThat(found.getResources()).extracting("name").containsExactly("orders");
        assertThat(found.getMetadata().getCollectionTotal()).isEqualTo(1);
        assertThat(found.getMetadata().isIncompleteSearch()).isNull();
        assertThat(found.getMetadata().getSearchQuery().getQuery()).isEqualTo("invoices");
        assertThat(found.getMetadata().getSearchQuery().getScopes()).containsExactly("name");
        assertThat(found.getMetadata().getSearchQuery().isNot()).isTrue();
        assertThat(found.getMetadata().getSearchQuery().isExact()).isFalse();
        assertThat(total).isEqualTo("2");
    }

    @Test
    void filtersByWhatItShows() {
        // Given
        create("first", "root", "");
        clock.advance(Duration.ofHours(2));
        String second = create("second", "root", "\"expirationDate\":\"2090-01-01T00:00:00Z\"");
        kms.act(second, "rotate").then().statusCode(204);
        clock.advance(Duration.ofHours(2));
        String third = create("third", "standard", "");
        kms.request().delete("/api/v2/keys/" + third).then().statusCode(204);
        var shown = kms.key(second);
        String created = shown.getString("resources[0].creationDate");
        String rotated = shown.getString("resources[0].lastRotateDate");

        // When, Then
        listed("filter=creationDate=\"" + created + "\"").body("resources.name", contains("second"));
        listed("filter=creationDate=lt:\"" + created + "\"").body("resources.name", contains("first"));
        listed("filter=creationDate=lte:\"" + created + "\"&sort=creationDate")
                .body("resources.name", contains("first", "second"));
        listed("filter=creationDate=gt:\"" + created + "\"").body("resources", equalTo(List.of()));
        listed("filter=lastRotateDate=\"" + rotated + "\"").body("resources.name", contains("second"));
        listed("filter=lastRotateDate=none").body("resources.name", contains("first"));
        listed("filter=expirationDate=gt:\"2089-12-31T23:59:59.999999999+11:00\"")
                .body("resources.name", contains("second"));
        listed("filter=expirationDate=lt:\"2030-01-01T00:00:00Z\"").body("metadata.collectionTotal", equalTo(0));
        listed("filter=state=5").body("resources.name", contains("third")).body("resources[0].payload", nullValue());
        listed("filter=state=1,5 deletionDate=gt:\"" + created + "\" extractable=True")
                .body("resources.name", contains("third"));
        listed("filter=state=1 state=5").body("resources", equalTo(List.of()));
        kms.request()
                .queryParam("filter", " lastUpdateDate=gte:\"" + created + "\"")
                .head("/api/v2/keys")
                .then()
                .statusCode(200)
                .header("Key-Total", "1");
        listed("state=1&state=5&sort=-state").body("resources.name[0]", equalTo("third"));
    }

    @Test
    void ordersAndPages() {
        // Given
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(create("key-" + i, i % 2 == 0 ? "root" : "standard", ""));
            clock.advance(Duration.ofSeconds(2));
        }

        // When, Then
        listed("sort=creationDate").body("resources.id", equalTo(made));
        listed("sort=-creationDate").body("resources.id", equalTo(made.reversed()));
        listed("sort=-extractable,creationDate&limit=3")
                .body("resources.name", contains("key-1", "key-3", "key-0"))
                .body("metadata.collectionTotal", equalTo(3));
        listed("sort=lastRotateDate,-creationDate&limit=2&offset=3").body("resources.name", contains("key-1", "key-0"));
        listed("").body("resources.id", equalTo(made.stream().sorted().toList()));
        listed("sort=-id")
                .body("resources.id", equalTo(made.stream().sorted().toList().reversed()));
        listed("offset=5").body("metadata.collectionTotal", equalTo(0)).body("resources", equalTo(List.of()));
        listed("sort=&filter=&limit=5000").body("metadata.collectionTotal", equalTo(5));
    }

    @Test
    void searchesNamesAndAliasesWhateverTheirCase() {
        // Given
        String orders = create("Orders 100%", "root", "\"aliases\":[\"Prod_Orders\",\"o2\"]");
        create("invoices", "root", "\"aliases\":[\"orders-archive\"]");
        create("other", "root", "");

        // When, Then
        listed("search=ORDERS&sort=creationDate").body("resources.name", contains("Orders 100%", "invoices"));
        listed("search=name:orders").body("resources.name", contains("Orders 100%"));
        listed("search=alias:exact:orders-ARCHIVE,").body("resources.name", contains("invoices"));
        listed("search=exact:orders").body("metadata.collectionTotal", equalTo(0));
        listed("search=%").body("resources.name", contains("Orders 100%"));
        listed("search=not:orders").body("resources.name", contains("other"));
        listed("search=escape:name:orders").body("metadata.collectionTotal", equalTo(0));
        listed("search=" + orders).body("resources.name", contains("Orders 100%"));
        listed("search=o2&sort=-creationDate").body("resources.name", contains("Orders 100%"));
        listed("search=o&sort=-creationDate").body("resources.name", contains("other", "invoices", "Orders 100%"));
        kms.request().head("/api/v2/keys?search=orders").then().header("Key-Total", "2");
        create("Schl\\u00fcssel \\u00c4\\u00d6", "root", "");
        listed("search=SCHLÜSSEL äö").body("metadata.collectionTotal", equalTo(1));
        listed("search=exact:name:schlüssel äö").body("metadata.collectionTotal", equalTo(1));
    }

    @Test
    void putsTheKeyThatIsNamedOutrightFirst() {
        create("order of o2", "root", "");
        create("named", "root", "\"aliases\":[\"o2\"]");

        listed("search=o2&sort=creationDate").body("resources.name", contains("named", "order of o2"));
        listed("search=name:o2").body("resources.name", contains("order of o2"));
    }

    @Test
    void refusesSearchesAmongTooManyKeysUnlessOneIsNamedOutright() {
        // Given
        String named = create("named", "root", "\"aliases\":[\"the-one\"]");
        create("secret", "standard", "");
        fill(4998, named);
        listed("search=named").body("metadata.collectionTotal", equalTo(1));
        fill(2, named);

        // When, Then
        kms.request()
                .get("/api/v2/keys?search=named")
                .then()
                .statusCode(400)
                .body("resources[0].errorMsg", endsWith("(KEY_SEARCH_TOO_BROAD)"));
        listed("search=alias:the-one")
                .body("resources.name", contains("named"))
                .body("metadata.incompleteSearch", equalTo(true));
        listed("search=" + named).body("metadata.incompleteSearch", equalTo(true));
        listed("search=secret&extractable=true")
                .body("resources.name", contains("secret"))
                .body("metadata.incompleteSearch", nullValue());
        kms.request().head("/api/v2/keys?search=named").then().statusCode(400);
        kms.request().head("/api/v2/keys").then().header("Key-Total", "5002");
        listed("limit=5000&offset=5000").body("metadata.collectionTotal", equalTo(2));
        Rows.column("delete from kms_key where instance_id = ? returning id", kms.instance());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search=",
                "search=not:,",
                "filter=colour=red",
                "filter=creationDate=\"today\"",
                "filter=state=1&state=1",
                "filter=extractable=true&extractable=true",
                "sort=name",
                "sort=id,"
            })
    void refusesBadExpressions(String query) {
        String parameter = query.substring(0, query.indexOf('='));

        kms.request()
                .get("/api/v2/keys?" + query)
                .then()
                .statusCode(400)
                .body("resources[0].errorMsg", endsWith("(INVALID_QUERY_PARAM_ERR)"))
                .body("resources[0].reasons[0].target.type", equalTo("query_param"))
                .body("resources[0].reasons[0].target.name", equalTo(parameter));
        kms.request().head("/api/v2/keys?" + query).then().statusCode(400);
    }

    private io.restassured.response.ValidatableResponse listed(String query) {
        var request = kms.request();
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                request.queryParam(parameter.substring(0, equals), parameter.substring(equals + 1));
            }
        }
        Response response = request.get("/api/v2/keys");
        return response.then().statusCode(200);
    }

    private String create(String name, String kind, String more) {
        String fields = "\"name\":\"" + name + "\",\"extractable\":" + kind.equals("standard");
        return kms.request()
                .body(Kms.createBody(more.isEmpty() ? fields : fields + "," + more))
                .post("/api/v2/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("resources[0].id");
    }

    /** Copies of a key, in no time. */
    private void fill(int copies, String of) {
        Rows.column("""
                with ids as (select gen_random_uuid() id from generate_series(1, ?)),
                     keys as (insert into kms_key (id, instance_id, name, extractable, imported, created_at, created_by, state,
                                                   state_since, revision, current_version, last_update_at)
                              select ids.id, k.instance_id, 'copy', false, false, k.created_at, k.created_by, 1,
                                     k.state_since, 1, ids.id, k.last_update_at
                                from ids, kms_key k where k.id = ?::uuid),
                     versions as (insert into key_version (id, key_id, ordinal, bits, sealed_material, created_at)
                                  select id, id, 1, 256, 'x', now() from ids)
                select count(*) from ids
                """, copies, of);
    }
}
