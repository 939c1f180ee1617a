package io.claviger.workers.task;

/**
 * Does one kind of work. A step may be repeated after a crash at any instant, so everything before its closing transaction
 * must bear repetition; in that transaction it records the outcome and finishes the task ({@code TaskTable.finish}).
 */
public interface Step {

    TaskKind kind();

    /** Returns when the task is finished; throws to have it tried again later. */
    void run(Task task);
}
