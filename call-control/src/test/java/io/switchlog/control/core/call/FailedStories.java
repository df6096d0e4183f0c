package io.switchlog.control.core.call;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Prints the stories of a test that failed. Found by JUnit as a service.
public final class FailedStories
    implements BeforeTestExecutionCallback, AfterTestExecutionCallback {
  /// The latest are those that failed.
  private static final int MOST = 3;

  private static final ThreadLocal<Deque<Story>> BEGUN = ThreadLocal.withInitial(ArrayDeque::new);

  static void begins(Story story) {
    Deque<Story> stories = BEGUN.get();
    stories.addLast(story);
    if (stories.size() > MOST) {
      stories.removeFirst();
    }
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    BEGUN.get().clear();
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      BEGUN
          .get()
          .forEach(story ->
              System.err.printf(
                  "%s, a story of it:%n%s%n", context.getDisplayName(), story.ladder()));
    }
    BEGUN.get().clear();
  }
}
