package dev.dbpool.internal.report;

import dev.dbpool.report.Activity;
import dev.dbpool.report.Waiting.Caller;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of the waiting callers look like tasks that holders wait for. Java does not say which thread will complete a
 * future; but a task runs in another place than requests do, and is mostly a lambda or inner class of the code that
 * submitted it. So a caller counts as a task if the outermost frame of the application on its stack is not that of any
 * holder, and if it comes from a class that a waiting holder is in.
 */
final class TaskOrigins {
    private TaskOrigins() {}

    static List<Caller> tasksOf(List<Suspect> holds, List<Caller> callers) {
        Set<String> roots = new HashSet<>();
        Set<String> classes = new HashSet<>();
        for (Suspect hold : holds) {
            List<String> frames = hold.held().activity().frames();
            if (!frames.isEmpty()) {
                roots.add(method(outermost(frames)));
                if (hold.doing() == Activity.Kind.WAITING_FOR_THREAD) {
                    frames.forEach(frame -> classes.add(topLevelClass(frame)));
                }
            }
        }
        return callers.stream()
                .filter(caller -> !caller.frames().isEmpty())
                .filter(caller -> !roots.contains(method(outermost(caller.frames()))))
                .filter(caller -> classes.contains(topLevelClass(outermost(caller.frames()))))
                .toList();
    }

    private static String outermost(List<String> frames) {
        return frames.get(frames.size() - 1);
    }

    /** {@code com.shop.OrderService.lambda$checkout$0} of {@code com.shop.OrderService.lambda$checkout$0(File:8)}. */
    private static String method(String frame) {
        int end = frame.indexOf('(');
        return end < 0 ? frame : frame.substring(0, end);
    }

    private static String topLevelClass(String frame) {
        String method = method(frame);
        int dot = method.lastIndexOf('.');
        String type = dot < 0 ? method : method.substring(0, dot);
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }
}
