package io.claviger.local.system;

import io.claviger.engines.EngineException;
import io.claviger.engines.PostgresEngine;
import io.claviger.local.LocalFailure;

/** The database server; it is stopped by its own rules (fast shutdown), not by a signal that waits for clients. */
final class PostgresProgram implements Program {
    private final PostgresEngine engine;

    PostgresProgram(PostgresEngine engine) {
        this.engine = engine;
    }

    @Override
    public ProcessHandle start() {
        try {
            return engine.launch();
        } catch (EngineException e) {
            throw new LocalFailure(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public boolean ready() {
        return engine.isReady();
    }

    @Override
    public void stop(ProcessHandle running) {
        try {
            engine.stop();
        } catch (EngineException e) {
            running.destroyForcibly();
            throw new LocalFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
