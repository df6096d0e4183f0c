package io.switchlog.testkit.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The seeds and findings of one fuzz target: the files of the folder `fuzz/TARGET` among the
/// resources of its module's tests. `bench/fuzz` begins with the same files.
public final class KeptInputs {
  private KeptInputs() {}

  /// Feeds each input to its target, in the order of their names.
  ///
  /// @param beside a class of the module whose resources have the folder
  /// @param target the simple name of the target's class
  /// @return how many there were, one at least
  /// @throws AssertionError that names the input that the target did not take
  public static int feed(Class<?> beside, String target, Consumer<byte[]> to) {
    List<Path> inputs = inputs(beside, target);
    for (Path input : inputs) {
      try {
        to.accept(Files.readAllBytes(input));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (Throwable finding) {
        throw new AssertionError(target + " fails on " + input.getFileName(), finding);
      }
    }
    return inputs.size();
  }

  private static List<Path> inputs(Class<?> beside, String target) {
    URL folder = beside.getResource("/fuzz/" + target);
    if (folder == null) {
      throw new AssertionError("expected a folder fuzz/" + target + " of inputs, found none");
    }
    try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toURI().toString())))) {
      List<Path> sorted = files.sorted().toList();
      if (sorted.isEmpty()) {
        throw new AssertionError("expected inputs in fuzz/" + target + ", found none");
      }
      return sorted;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path names no place: " + folder, e);
    }
  }
}
