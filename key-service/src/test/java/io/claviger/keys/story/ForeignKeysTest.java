package io.claviger.keys.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Rows;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Whatever can be removed is looked for in every table that names it, and none is read whole for that. */
@QuarkusTest
class ForeignKeysTest {

    /** Three rows at most. */
    private static final String SMALL = "watermark_key";

    @Test
    void areEachLedByAnIndex() {
        assertThat(Rows.column("""
                        select c.conrelid::regclass || '(' || a.attname || ')'
                          from pg_constraint c
                          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
                         where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conrelid::regclass::text <> ?
                           and not exists (select 1 from pg_index i
                                            where i.indrelid = c.conrelid and i.indpred is null and i.indisvalid
                                              and i.indkey[0] = c.conkey[1])
                        """, SMALL)).isEmpty();
    }
}
