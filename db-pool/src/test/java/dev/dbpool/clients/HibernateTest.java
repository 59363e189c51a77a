package dev.dbpool.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Version;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Hibernate: reads metadata, exports a schema, batches with generated keys, ends transactions by itself. */
class HibernateTest {
    private ClientPool client;
    private SessionFactory factory;

    @Entity(name = "note")
    static class Note {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Version
        int version;

        UUID reference = UUID.randomUUID();

        @Lob
        String text = "";

        byte[] picture = {};

        String[] labels = {};

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Object> properties = Map.of();
    }

    @Entity(name = "event")
    static class Event {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Long id;

        int number;

        static Event of(int number) {
            Event event = new Event();
            event.number = number;
            return event;
        }
    }

    @BeforeEach
    void open() throws SQLException {
        client = new ClientPool("hibernate", 3);
        factory = factory(Map.of());
    }

    private SessionFactory factory(Map<String, Object> settings) {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(Note.class)
                .addAnnotatedClass(Event.class)
                .setProperty(SchemaToolingSettings.HBM2DDL_AUTO, "create")
                .setProperty(MappingSettings.DEFAULT_SCHEMA, client.schema)
                .setProperty(BatchSettings.STATEMENT_BATCH_SIZE, "20");
        configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, client.pool);
        configuration.getProperties().putAll(settings);
        return configuration.buildSessionFactory();
    }

    @AfterEach
    void close() throws SQLException {
        try (ClientPool closing = client) {
            factory.close();
            closing.leftClean();
        }
    }

    private Note saved(Consumer<Note> filling) {
        Note note = new Note();
        filling.accept(note);
        factory.inTransaction(session -> session.persist(note));
        return note;
    }

    @Test
    void anEntityWithEveryKindOfColumnComesBackAsItWent() {
        Note sent = saved(note -> {
            note.text = "long text ".repeat(10_000);
            note.picture = new byte[] {1, 2, 3};
            note.labels = new String[] {"red", "two words"};
            note.properties = Map.of("page", 7, "tags", List.of("a", "b"));
        });
        Note read = factory.fromTransaction(session -> session.find(Note.class, sent.id));
        assertThat(read).usingRecursiveComparison().isEqualTo(sent);
        Note found =
                factory.fromTransaction(session -> session.createQuery("from note where reference = ?1", Note.class)
                        .setParameter(1, sent.reference)
                        .getSingleResult());
        assertThat(found.labels).containsExactly("red", "two words");
    }

    @Test
    void batchesGetTheirKeysAndScrollingKeepsOneConnection() {
        factory.inTransaction(session -> {
            IntStream.range(0, 100).mapToObj(Event::of).forEach(session::persist);
            session.flush();
            assertThat(client.pool.stats().active()).isEqualTo(1);
        });
        factory.inTransaction(session -> {
            try (Stream<Event> events = session.createQuery("from event order by number", Event.class)
                    .setFetchSize(10)
                    .getResultStream()) {
                assertThat(events.limit(30).map(event -> event.number))
                        .containsExactlyElementsOf(
                                IntStream.range(0, 30).boxed().toList());
            }
        });
        assertThat(client.pool.stats().active()).isZero();
    }

    @Test
    void aTransactionThatFailsIsRolledBackAndItsConnectionServesTheNext() {
        List<Integer> before = client.backends();
        Note note = saved(fresh -> fresh.text = "first");
        assertThatThrownBy(() -> factory.inTransaction(session -> {
                    session.find(Note.class, note.id).text = "changed meanwhile";
                    factory.inTransaction(other -> other.find(Note.class, note.id).text = "second");
                }))
                .isInstanceOf(OptimisticLockException.class);
        factory.inTransaction(session -> {
            session.find(Note.class, note.id, LockModeType.PESSIMISTIC_WRITE);
            assertThatThrownBy(() -> factory.inTransaction(other -> other.createNativeQuery(
                                    "select 1 from note where id = ?1 for update nowait", Integer.class)
                            .setParameter(1, note.id)
                            .getSingleResult()))
                    .isInstanceOf(PersistenceException.class);
        });
        Note last = factory.fromTransaction(session -> session.find(Note.class, note.id));
        assertThat(last.text).isEqualTo("second");
        assertThat(client.backends()).containsAll(before);
    }

    /** Hibernate reads outside transactions too, and switches autocommit off and on again when it begins one. */
    @Test
    void aSessionWithAndWithoutATransactionReachesTheDriver() {
        try (Session session = factory.openSession()) {
            assertThat(events(session)).isZero();
            session.doWork(connection -> {
                assertThat(connection.getAutoCommit()).isTrue();
                assertThat(connection.unwrap(PGConnection.class).getBackendPID())
                        .isIn(client.backends());
            });
            session.beginTransaction();
            session.doWork(connection -> assertThat(connection.getAutoCommit()).isFalse());
            session.persist(Event.of(1));
            session.getTransaction().rollback();
            assertThat(events(session)).isZero();
        }
    }

    private static long events(Session session) {
        return session.createQuery("select count(*) from event", Long.class).getSingleResult();
    }

    /** The pool hands out connections in autocommit mode, as JDBC says: who tells Hibernate otherwise hears of it. */
    @Test
    void thePromiseThatAutocommitIsOffFailsLoudly() {
        try (SessionFactory trusting = factory(Map.of(
                JdbcSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, "true",
                SchemaToolingSettings.HBM2DDL_AUTO, "validate"))) {
            assertThatThrownBy(() -> trusting.inTransaction(session -> session.persist(Event.of(1))))
                    .hasStackTraceContaining("autoCommit");
        }
    }
}
