package dev.dbpool.internal.admission;

/** What the threads of the {@link GateModel} do, step by step. */
abstract class GateSteps extends GateState {
    final GateSetting setting;
    final int threads;

    GateSteps(GateSetting setting) {
        this.setting = setting;
        this.threads = setting.callers() + (setting.closes() ? 1 : 0) + (setting.resizedTo() > 0 ? 1 : 0);
    }

    /** A state that has been reached. */
    abstract void visit(byte[] state);

    /** What must be true of it. */
    abstract void require(boolean truth, String otherwise, byte[] state);

    /** The next step of a thread; false if it can do nothing now. */
    boolean step(byte[] from, int t) {
        byte[] s = from.clone();
        int word = s[WORD];
        if (get(s, t, TELLS) == IF_EXHAUSTED) {
            set(s, t, TELLS, exhausted(word) ? AT_ONCE : 0);
            visit(s);
            return true;
        }
        if (get(s, t, TELLS) == AT_ONCE) {
            s[CLOCK] = (byte) (exhausted(s) ? 1 : 0);
            set(s, t, TELLS, 0);
            visit(s);
            return true;
        }
        int seen = get(s, t, SEEN);
        switch (at(s, t)) {
            case ENTER_READ -> {
                set(s, t, SEEN, word);
                boolean passes = setting.flaw() == GateFlaw.PARKED_TAKEN_PAST_THE_QUEUED && closed(word) == 0;
                if (mayPass(word) || passes) {
                    go(s, t, At.ENTER_TAKE);
                } else if (closed(word) == 1) {
                    go(s, t, At.DONE);
                } else {
                    go(s, t, mayTakeParked(word) ? At.ENTER_TAKE_ANY : At.QUEUE_LOCK);
                }
            }
            case ENTER_TAKE -> {
                boolean queuedWhenRead = queued(seen) > 0;
                if (takeFrom(s, slotOf(t))) {
                    require(!queuedWhenRead, "a newcomer takes what the queued wait for", s);
                    admitted(s, t);
                } else if (mayPass(seen)) {
                    go(s, t, taken(seen) > 0 && taken(seen) == max(seen) - 1 ? At.ENTER_TAKE_LAST : At.ENTER_SET);
                } else {
                    go(s, t, At.QUEUE_LOCK);
                }
            }
            case ENTER_SET -> {
                boolean stale = setting.flaw() == GateFlaw.STALE_MAX && ((word ^ seen) & ~RESIZED & 0xff) == 0;
                if (word == seen || stale) {
                    require(s[QUEUE_LENGTH] == 0 || s[OWNER] != NOBODY, "a newcomer passes the queued", s);
                    require(taken(word) < max(word), "a permit is taken that is not there", s);
                    s[WORD] += TAKEN;
                    admitted(s, t);
                } else {
                    go(s, t, At.ENTER_READ);
                }
            }
            case ENTER_TAKE_LAST -> takeAny(s, t, At.ENTER_SET);
            case ENTER_TAKE_ANY -> takeAny(s, t, At.QUEUE_LOCK);
            case QUEUE_LOCK -> {
                return locked(s, t, At.QUEUE_READ);
            }
            case QUEUE_READ -> {
                set(s, t, SEEN, word);
                if (closed(word) == 1) {
                    unlock(s);
                    go(s, t, At.DONE);
                } else if (mayPass(word)) {
                    go(s, t, At.QUEUE_SET_TAKEN);
                } else {
                    goOn(s, t, mayTakeParked(word));
                }
            }
            case QUEUE_SET_TAKEN -> {
                if (word == seen) {
                    s[WORD] += TAKEN;
                    unlock(s);
                    admitted(s, t);
                } else {
                    go(s, t, At.QUEUE_READ);
                }
            }
            case QUEUE_TAKE_ANY -> {
                int slot = get(s, t, NEXT_SLOT);
                if (takeFrom(s, slot)) {
                    set(s, t, NEXT_SLOT, 0);
                    unlock(s);
                    admitted(s, t);
                } else {
                    set(s, t, NEXT_SLOT, (slot + 1) % setting.slots());
                    goOn(s, t, slot + 1 < setting.slots());
                }
            }
            case QUEUE_SET_QUEUED -> {
                if (word == seen) {
                    s[WORD] += QUEUED;
                    s[QUEUE + s[QUEUE_LENGTH]++] = (byte) t;
                    unlock(s);
                    if (queued(seen) == 0 && setting.flaw() != GateFlaw.QUEUES_WITHOUT_RECALL) {
                        recalls(s, t);
                    } else {
                        go(s, t, At.AWAIT);
                    }
                } else {
                    go(s, t, At.QUEUE_READ);
                }
            }
            case DISPLACE_UNPARK -> {
                int displaced = get(s, t, SUBJECT);
                set(s, displaced, UNPARKED, setting.flaw() == GateFlaw.DISPLACED_NOT_WOKEN ? 0 : 1);
                set(s, t, SUBJECT, 0);
                go(s, t, At.AWAIT);
            }
            case AWAIT -> {
                switch (get(s, t, STATE)) {
                    case GRANTED -> {
                        seesGrant(s, t);
                        set(s, t, HOLDS, A_PERMIT);
                        go(s, t, At.ADMITTED);
                    }
                    case SENT_AWAY -> go(s, t, At.DONE);
                    default -> asksItself(s, t);
                }
            }
            case PARK -> {
                int reasons = INTERRUPTED | TIMED_OUT | LOST_PATIENCE;
                if (get(s, t, UNPARKED) == 0 && (get(s, t, EVENTS) & reasons) == 0) {
                    return false;
                }
                set(s, t, UNPARKED, 0);
                go(s, t, At.AWAIT);
            }
            case LEAVE_LOCK -> {
                return locked(s, t, At.LEAVE_STATE);
            }
            case LEAVE_STATE -> {
                int events = get(s, t, EVENTS);
                boolean patience = (events & (LEAVES_BECAUSE_INTERRUPTED | TIMED_OUT | LOST_PATIENCE)) == LOST_PATIENCE;
                if (patience && get(s, t, STATE) == WAITING) {
                    byte[] waitsOn = s.clone();
                    set(waitsOn, t, EVENTS, events & ~LOST_PATIENCE);
                    unlock(waitsOn);
                    go(waitsOn, t, At.AWAIT);
                    visit(waitsOn);
                }
                boolean late = patience
                        ? setting.flaw() == GateFlaw.LOST_PATIENCE_LOSES_GRANT
                        : setting.flaw() == GateFlaw.LATE_GRANT_LOST;
                if (get(s, t, STATE) == WAITING || late) {
                    leaveQueue(s, t);
                    set(s, t, STATE, GONE);
                    go(s, t, At.LEAVE_WORD);
                } else {
                    unlock(s);
                    go(s, t, At.LEFT);
                }
            }
            case LEAVE_WORD -> {
                s[WORD] -= (byte) (setting.flaw() == GateFlaw.LOST_QUEUED_DECREMENT || queued(word) == 0 ? 0 : QUEUED);
                unlock(s);
                go(s, t, At.DONE);
            }
            case LEFT -> {
                boolean granted = get(s, t, STATE) == GRANTED;
                if ((get(s, t, EVENTS) & LEAVES_BECAUSE_INTERRUPTED) == 0) {
                    go(s, t, At.AWAIT);
                } else if (granted && setting.flaw() != GateFlaw.INTERRUPTED_KEEPS_PERMIT) {
                    seesGrant(s, t);
                    set(s, t, HOLDS, A_PERMIT);
                    go(s, t, At.GIVE_READ);
                } else {
                    go(s, t, At.DONE);
                }
            }
            case ADMITTED -> {
                visitAt(s, t, At.GIVE_READ);
                byte[] fetches = s.clone();
                fetches[WORD] += FETCHING;
                tells(fetches, t, word, AT_ONCE);
                set(fetches, t, HOLDS, A_PERMIT_TO_FETCH);
                visitAt(fetches, t, At.FETCHING);
                go(s, t, mayPass(word) ? At.RETURN_PARK : At.GIVE_READ);
            }
            case FETCHING -> {
                visitAt(s, t, At.GIVE_READ);
                s[WORD] -= FETCHING;
                tells(s, t, word, AT_ONCE);
                set(s, t, HOLDS, A_PERMIT);
                go(s, t, At.RETURN_READ);
            }
            case RETURN_READ -> go(s, t, mayPass(word) ? At.RETURN_PARK : At.GIVE_READ);
            case RETURN_PARK -> {
                if (s[SLOTS + slotOf(t)] == 0) {
                    s[SLOTS + slotOf(t)] = 1;
                    set(s, t, HOLDS, 0);
                    go(s, t, setting.flaw() == GateFlaw.PARKS_WITHOUT_RECHECK ? At.DONE : At.RETURN_RECHECK);
                } else {
                    go(s, t, At.GIVE_READ);
                }
            }
            case RETURN_RECHECK -> go(s, t, mayPass(word) ? At.DONE : At.RETURN_RETRACT);
            case RETURN_RETRACT -> {
                if (takeFrom(s, slotOf(t)) || setting.flaw() == GateFlaw.PARKED_TAKEN_TWICE) {
                    set(s, t, TELLS, setting.flaw() == GateFlaw.CLOCK_NOT_TOLD_OF_RETRACTED ? 0 : LATER_IF_EXHAUSTED);
                    set(s, t, HOLDS, A_PERMIT);
                    go(s, t, At.GIVE_READ);
                } else {
                    go(s, t, At.DONE);
                }
            }
            case RECALL_READ -> {
                if (mayPass(word)) {
                    recalled(s, t);
                } else {
                    go(s, t, At.RECALL);
                }
            }
            case RECALL -> {
                int slot = get(s, t, NEXT_SLOT);
                set(s, t, NEXT_SLOT, 0);
                if (takeFrom(s, slot)) {
                    set(s, t, TELLS, setting.flaw() == GateFlaw.CLOCK_NOT_TOLD_OF_RECALLED ? 0 : LATER_IF_EXHAUSTED);
                    set(s, t, HOLDS, A_PERMIT);
                    go(s, t, At.GIVE_READ);
                } else if (slot + 1 < setting.slots()) {
                    set(s, t, NEXT_SLOT, slot + 1);
                } else {
                    recalled(s, t);
                }
            }
            case GIVE_READ -> {
                set(s, t, SEEN, word);
                go(s, t, queued(word) == 0 ? At.GIVE_SET : At.GIVE_LOCK);
            }
            case GIVE_SET -> {
                if (word == seen || setting.flaw() == GateFlaw.RELEASE_WITHOUT_RECHECK) {
                    s[WORD] -= (byte) given(s, t);
                    tells(s, t, word, LATER);
                    set(s, t, HOLDS, 0);
                    afterRelease(s, t);
                } else {
                    go(s, t, At.GIVE_READ);
                }
            }
            case GIVE_LOCK -> {
                return locked(s, t, At.GIVE_LOOK);
            }
            case GIVE_LOOK -> {
                boolean ends = taken(word) > max(word) && setting.flaw() != GateFlaw.SHRINK_HANDS_OVER;
                set(s, t, EVENTS, get(s, t, EVENTS) & ~ENDS | (ends ? ENDS : 0));
                go(s, t, At.GIVE_WORD);
            }
            case GIVE_WORD -> giveUnderLock(s, t);
            case GIVE_GRANT -> {
                set(s, get(s, t, SUBJECT), STATE, GRANTED);
                unlock(s);
                go(s, t, At.GIVE_UNPARK);
            }
            case GIVE_UNPARK -> {
                set(s, get(s, t, SUBJECT), UNPARKED, setting.flaw() == GateFlaw.NO_UNPARK ? 0 : 1);
                set(s, t, SUBJECT, 0);
                afterRelease(s, t);
            }
            case SIGNAL -> {
                if (s[OWNER] != NOBODY) {
                    return false;
                }
                for (int d = setting.callers(); d < threads; d++) {
                    if (at(s, d) == At.DRAIN_WAIT && setting.flaw() != GateFlaw.NO_DRAIN_SIGNAL) {
                        go(s, d, At.DRAIN_LOCK);
                    }
                }
                released(s, t);
            }
            case CLOSE_LOCK -> {
                return locked(s, t, At.CLOSE_POLL);
            }
            case CLOSE_POLL -> {
                if (s[QUEUE_LENGTH] > 0) {
                    int waiter = s[QUEUE];
                    leaveQueue(s, waiter);
                    set(s, waiter, STATE, SENT_AWAY);
                    set(s, t, SUBJECT, get(s, t, SUBJECT) | 1 << waiter);
                } else {
                    go(s, t, At.CLOSE_WORD);
                }
            }
            case CLOSE_WORD -> {
                s[WORD] = (byte) ((word - Integer.bitCount(get(s, t, SUBJECT)) * QUEUED) | CLOSED);
                unlock(s);
                go(s, t, At.CLOSE_UNPARK);
            }
            case CLOSE_UNPARK -> {
                int left = get(s, t, SUBJECT);
                if (left == 0) {
                    if (setting.flaw() == GateFlaw.CLOSES_WITHOUT_RECALL) {
                        go(s, t, At.DRAIN_LOCK);
                    } else {
                        recalls(s, t);
                    }
                } else {
                    set(s, Integer.numberOfTrailingZeros(left), UNPARKED, 1);
                    set(s, t, SUBJECT, left & (left - 1));
                }
            }
            case DRAIN_LOCK -> {
                return locked(s, t, At.DRAIN_LOOK);
            }
            case DRAIN_LOOK -> {
                // To wait on the condition and to free the lock is one step of the lock's.
                unlock(s);
                go(s, t, taken(word) > 0 ? At.DRAIN_WAIT : At.DONE);
            }
            case RESIZE_LOCK -> {
                return locked(s, t, At.RESIZE_READ);
            }
            case RESIZE_READ -> {
                set(s, t, SEEN, word);
                if (closed(word) == 1) {
                    unlock(s);
                    go(s, t, At.DONE);
                } else {
                    go(s, t, At.RESIZE_SET);
                }
            }
            case RESIZE_SET -> resizeUnderLock(s, t, word, seen);
            case RESIZE_GRANT -> {
                int granted = get(s, t, SUBJECT);
                leaveQueue(s, granted);
                set(s, granted, STATE, GRANTED);
                unlock(s);
                go(s, t, At.RESIZE_UNPARK);
            }
            case RESIZE_UNPARK -> {
                set(s, get(s, t, SUBJECT), UNPARKED, setting.flaw() == GateFlaw.GROWTH_WAKES_NOBODY ? 0 : 1);
                set(s, t, SUBJECT, 0);
                go(s, t, At.RESIZE_CHECK);
            }
            case RESIZE_CHECK -> {
                if (taken(word) > max(word) && setting.flaw() != GateFlaw.SHRINKS_WITHOUT_RECALL) {
                    recalls(s, t);
                } else {
                    set(s, t, TELLS, AT_ONCE);
                    go(s, t, At.DONE);
                }
            }
            case DRAIN_WAIT, DONE -> {
                return false;
            }
        }
        visit(s);
        return true;
    }

    /** Whether it was interrupted or may not wait on: nobody else sees what it finds. */
    private static void asksItself(byte[] s, int t) {
        int events = get(s, t, EVENTS);
        if ((events & INTERRUPTED) != 0) {
            set(s, t, EVENTS, (events & ~INTERRUPTED) | LEAVES_BECAUSE_INTERRUPTED);
            go(s, t, At.LEAVE_LOCK);
        } else {
            go(s, t, (events & (TIMED_OUT | LOST_PATIENCE)) != 0 ? At.LEAVE_LOCK : At.PARK);
        }
    }

    private void visitAt(byte[] s, int t, At next) {
        byte[] other = s.clone();
        go(other, t, next);
        visit(other);
    }

    private void recalls(byte[] s, int t) {
        set(s, t, EVENTS, get(s, t, EVENTS) | RECALLING);
        go(s, t, At.RECALL_READ);
    }

    private void recalled(byte[] s, int t) {
        set(s, t, TELLS, isResizer(t) ? AT_ONCE : 0);
        set(s, t, EVENTS, get(s, t, EVENTS) & ~RECALLING);
        go(s, t, isCaller(t) ? At.AWAIT : isResizer(t) ? At.DONE : At.DRAIN_LOCK);
    }

    /** Looks into one slot, and leaves if it was the last. */
    private void takeAny(byte[] s, int t, At otherwise) {
        int slot = get(s, t, NEXT_SLOT);
        set(s, t, NEXT_SLOT, 0);
        if (takeFrom(s, slot)) {
            admitted(s, t);
        } else if (slot + 1 < setting.slots()) {
            set(s, t, NEXT_SLOT, slot + 1);
        } else {
            go(s, t, otherwise);
        }
    }

    /** Under the lock, and nobody may be admitted by the word that was seen. */
    private void goOn(byte[] s, int t, boolean looksForParked) {
        if (looksForParked) {
            go(s, t, At.QUEUE_TAKE_ANY);
        } else if (queued(get(s, t, SEEN)) < setting.maxQueued()) {
            go(s, t, At.QUEUE_SET_QUEUED);
        } else {
            if (setting.displaces()) {
                displaceAny(s, t);
            }
            unlock(s);
            go(s, t, At.DONE);
        }
    }

    private void giveUnderLock(byte[] s, int t) {
        boolean frees = setting.flaw() == GateFlaw.NO_HAND_OVER || setting.flaw() == GateFlaw.BARGING;
        boolean ends = (get(s, t, EVENTS) & ENDS) != 0;
        set(s, t, EVENTS, get(s, t, EVENTS) & ~ENDS);
        if (s[QUEUE_LENGTH] == 0 || frees || ends) {
            int before = s[WORD];
            s[WORD] -= (byte) given(s, t);
            tells(s, t, before, LATER);
            set(s, t, HOLDS, 0);
            unlock(s);
            if (setting.flaw() == GateFlaw.BARGING && s[QUEUE_LENGTH] > 0) {
                set(s, s[QUEUE], UNPARKED, 1);
            }
            afterRelease(s, t);
        } else {
            require(taken(s[WORD]) <= max(s[WORD]), "a permit too many passes on", s);
            for (int i = 1; setting.anyOrder() && i < s[QUEUE_LENGTH]; i++) {
                byte[] other = s.clone();
                handOver(other, t, s[QUEUE + i]);
                visit(other);
            }
            handOver(s, t, s[QUEUE]);
        }
    }

    private void handOver(byte[] s, int t, int next) {
        leaveQueue(s, next);
        int before = s[WORD];
        s[WORD] -= (byte) (given(s, t) - TAKEN + QUEUED);
        tells(s, t, before, LATER);
        set(s, t, HOLDS, 0);
        set(s, t, SUBJECT, next);
        go(s, t, At.GIVE_GRANT);
    }

    private void displaceAny(byte[] from, int t) {
        for (int i = 0; i < from[QUEUE_LENGTH]; i++) {
            byte[] s = from.clone();
            int displaced = s[QUEUE + i];
            s[QUEUE + s[QUEUE_LENGTH]++] = (byte) t;
            leaveQueue(s, displaced);
            set(s, displaced, STATE, SENT_AWAY);
            set(s, t, SUBJECT, displaced);
            unlock(s);
            go(s, t, At.DISPLACE_UNPARK);
            visit(s);
        }
    }

    private void resizeUnderLock(byte[] s, int t, int word, int seen) {
        if (word != seen) {
            go(s, t, At.RESIZE_READ);
            return;
        }
        int added = Math.min(queued(word), Math.max(0, setting.resizedTo() - taken(word)));
        int granted = setting.flaw() == GateFlaw.GROWTH_GRANTS_NOBODY ? 0 : added;
        s[WORD] = (byte) ((word | RESIZED) + granted * (TAKEN - QUEUED));
        set(s, t, TELLS, LATER);
        if (granted == 0) {
            unlock(s);
            go(s, t, At.RESIZE_CHECK);
            return;
        }
        // One at the most: the sizes that are tried are 1 and 2.
        for (int i = 1; setting.anyOrder() && i < s[QUEUE_LENGTH]; i++) {
            byte[] other = s.clone();
            set(other, t, SUBJECT, s[QUEUE + i]);
            go(other, t, At.RESIZE_GRANT);
            visit(other);
        }
        set(s, t, SUBJECT, s[QUEUE]);
        go(s, t, At.RESIZE_GRANT);
    }

    private void afterRelease(byte[] s, int t) {
        int then = get(s, t, TELLS);
        set(s, t, TELLS, then == LATER ? AT_ONCE : then == LATER_IF_EXHAUSTED ? IF_EXHAUSTED : 0);
        if (closed(s[WORD]) == 1 && taken(s[WORD]) == 0) {
            go(s, t, At.SIGNAL);
        } else {
            released(s, t);
        }
    }

    /** The clock is told whenever what the word says of exhaustion has changed. */
    private void tells(byte[] s, int t, int before, int when) {
        if (exhausted(before) != exhausted(s[WORD])) {
            set(s, t, TELLS, when);
        }
    }

    /** Without waiting. */
    private void admitted(byte[] s, int t) {
        set(s, t, TELLS, setting.flaw() == GateFlaw.CLOCK_NOT_TOLD_OF_ADMITTED ? 0 : IF_EXHAUSTED);
        set(s, t, HOLDS, A_PERMIT);
        go(s, t, At.ADMITTED);
    }

    private boolean locked(byte[] s, int t, At next) {
        if (s[OWNER] != NOBODY) {
            return false;
        }
        s[OWNER] = (byte) t;
        go(s, t, next);
        visit(s);
        return true;
    }

    /** Whether all permits are in use, as far as the word knows. */
    private boolean exhausted(int word) {
        return taken(word) - fetching(word) >= max(word);
    }

    boolean exhausted(byte[] s) {
        return taken(s[WORD]) - fetching(s[WORD]) - parked(s) >= max(s[WORD]);
    }

    boolean mayPass(int word) {
        return closed(word) == 0
                && (queued(word) == 0 || setting.flaw() == GateFlaw.BARGING)
                && taken(word) < max(word);
    }

    boolean mayTakeParked(int word) {
        return queued(word) == 0 && taken(word) <= max(word);
    }

    int max(int word) {
        return (word & RESIZED) == 0 ? setting.max() : setting.resizedTo();
    }

    boolean isResizer(int t) {
        return setting.resizedTo() > 0 && t == threads - 1;
    }

    boolean isCaller(int t) {
        return t < setting.callers();
    }

    int slotOf(int t) {
        return t % setting.slots();
    }
}
