package io.switchlog.control.core.address;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.wire.sip.Params;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a REGISTER is answered.
final class Answer {
  /// Whoever sent it waits no longer (timer F, RFC 3261 section 17.1.2.2).
  private static final Duration AWAITED = Duration.ofSeconds(32);

  private Answer() {}

  /// @param headers complete lines besides those that every answer has
  static AddressedCommand to(
      AggregateId id, PeerRequest request, int status, String reason, String headers, Instant now) {
    return new AddressedCommand(
        request.transaction().edge(),
        now.plus(AWAITED),
        new AnswerRequest(
            id,
            request.transaction(),
            request.method(),
            status,
            reason,
            Bytes.of(request.echo() + headers)));
  }

  /// The lines of a 200 that has changed something (RFC 3261 section 10.3, step 8; RFC 3327 section
  /// 5.3; RFC 5626 section 6).
  ///
  /// @param request the REGISTER
  static String registered(PeerRequest request, List<ContactBinding> bindings, Instant now) {
    StringBuilder lines = new StringBuilder(bindings(bindings, now));
    List<ContactBinding> made =
        bindings.stream()
            .filter(each -> each.cseq() == request.cseq() && isOf(each, request))
            .toList();
    if (made.stream().anyMatch(each -> each.regId() != null)) {
      lines.append("Require: outbound\r\n");
    }
    if (!made.isEmpty() && !made.getFirst().path().isEmpty()) {
      made.getFirst().path().forEach(each -> lines.append("Path: <").append(each).append(">\r\n"));
    }
    return lines.toString();
  }

  private static boolean isOf(ContactBinding binding, PeerRequest request) {
    return request.echo().toString().contains("Call-ID: " + binding.callId() + "\r\n");
  }

  /// All that is bound.
  static String bindings(List<ContactBinding> bindings, Instant now) {
    StringBuilder lines = new StringBuilder(256);
    for (ContactBinding binding : bindings) {
      lines.append("Contact: <").append(binding.contact()).append(">;expires=");
      lines.append(seconds(now, binding.expires()));
      if (binding.priority() < 1_000) {
        lines.append(";q=0.").append("%03d".formatted(binding.priority()));
      }
      if (binding.instance() != null) {
        lines.append(";+sip.instance=").append(Params.quoted(binding.instance()));
      }
      if (binding.regId() != null) {
        lines.append(";reg-id=").append(binding.regId());
      }
      lines.append("\r\n");
    }
    return lines.append("Supported: path, outbound\r\n").toString();
  }

  /// Begun seconds count: a binding that still holds has one at least.
  private static long seconds(Instant now, Instant until) {
    return Math.ceilDiv(Math.max(1, Duration.between(now, until).toMillis()), 1_000L);
  }
}
