package io.switchlog.allinone.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One end of one dialog, played step by step: it says what it is told to and nothing else, so that
/// a call stays in whatever state a story has brought it to. What comes again is passed over. For
/// one thread at a time.
final class Party implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(80);
  private static final int MOST_BYTES = 65_535;
  private static final String EOL = "\r\n";
  private static final String ALLOW = "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, PRACK, INFO" + EOL;

  private final String user;
  private final DatagramSocket socket;
  private final List<String> unread = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, String> asked = new HashMap<>();
  private String answer = "";
  private String progress = "";
  private String callId;
  private String local;
  private String remote = "";
  private String target = "";
  private String reachedAt = "";
  private long cseq;
  private long branches;

  Party(String user, int edgePort) {
    this.user = user;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try {
      socket = new DatagramSocket(new InetSocketAddress(loopback, 0));
      socket.connect(new InetSocketAddress(loopback, edgePort));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    callId = user + "-" + port() + "@127.0.0.1";
    local = "<" + uri() + ">;tag=" + user + port();
  }

  int port() {
    return socket.getLocalPort();
  }

  String uri() {
    return "sip:" + user + "@127.0.0.1:" + port();
  }

  /// What a `Replaces` of somebody else names this end's dialog by.
  String replaces() {
    return "Replaces: %s;to-tag=%s;from-tag=%s%s".formatted(callId, tag(remote), tag(local), EOL);
  }

  private static String tag(String address) {
    return address.replaceAll(".*;tag=", "");
  }

  // --- what it says

  /// Calls a user of the exchange.
  ///
  /// @param lines more header lines, each with its end
  /// @param body a session description, or nothing
  void invites(String called, String lines, String body) {
    remote = "<sip:" + called + "@127.0.0.1:" + edgePort() + ">";
    target = "sip:" + called + "@127.0.0.1:" + edgePort();
    asks("INVITE", lines, body);
  }

  private int edgePort() {
    return socket.getPort();
  }

  /// A request in its dialog.
  void asks(String method, String lines, String body) {
    cseq++;
    request(method, cseq, lines, body);
  }

  /// A request without anything in it.
  void asks(String method) {
    asks(method, "", "");
  }

  /// Acknowledges the 2xx to an INVITE that it heard last.
  void acknowledges() {
    request("ACK", Long.parseLong(header(answer, "CSeq").replaceAll(" .*", "")), "", "");
  }

  /// Acknowledges the failure of its latest INVITE (RFC 3261 section 17.1.1.3).
  void acknowledgesFailure() {
    request("ACK", cseq, branches, "", "");
  }

  /// Takes back its latest INVITE (RFC 3261 section 9.1).
  void cancels(String lines) {
    request("CANCEL", cseq, branches, lines, "");
  }

  /// Acknowledges the reliable progress that it heard last (RFC 3262).
  void acknowledgesProgress(String body) {
    String rack = "RAck: %s %s".formatted(header(progress, "RSeq"), header(progress, "CSeq"));
    asks("PRACK", rack + EOL, body);
  }

  private void request(String method, long number, String lines, String body) {
    branches++;
    request(method, number, branches, lines, body);
  }

  private void request(String method, long number, long branch, String lines, String body) {
    send(
        "%s %s SIP/2.0\r\n".formatted(method, target)
            + "Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s%dx%d;rport\r\n"
                .formatted(port(), user, port(), branch)
            + "From: "
            + local
            + EOL
            + "To: "
            + remote
            + EOL
            + "Call-ID: "
            + callId
            + EOL
            + "CSeq: %d %s\r\nMax-Forwards: 70\r\n".formatted(number, method)
            + contact()
            + ALLOW
            + lines,
        body);
  }

  /// Answers the request of a method that it was asked last.
  void says(int status, String method) {
    says(status, method, "", "");
  }

  /// Answers the request of a method that it was asked last.
  void says(int status, String method, String lines, String body) {
    String request = Objects.requireNonNull(asked.get(method), method);
    String to = header(request, "To");
    send(
        "SIP/2.0 %d Whatever\r\n".formatted(status)
            + lines(request, "Via")
            + lines(request, "Record-Route")
            + lines(request, "From")
            + "To: "
            + (to.contains(";tag=") || status == 100 ? to : local)
            + EOL
            + lines(request, "Call-ID")
            + lines(request, "CSeq")
            + (status < 300 ? contact() + ALLOW : "")
            + lines,
        body);
  }

  /// From now on it is to be reached at another one's address.
  void movesTo(Party other) {
    reachedAt = other.uri();
  }

  private String contact() {
    return "Contact: <" + (reachedAt.isEmpty() ? uri() : reachedAt) + ">" + EOL;
  }

  private void send(String head, String body) {
    String type = body.isEmpty() ? "" : "Content-Type: application/sdp" + EOL;
    String length = "Content-Length: " + body.length() + EOL + EOL;
    byte[] bytes = (head + type + length + body).getBytes(StandardCharsets.UTF_8);
    try {
      socket.send(new DatagramPacket(bytes, bytes.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- what it hears

  /// Waits for a request. The INVITE that opens its dialog says who is at the other end.
  String isAsked(String method) {
    String request = await(method, message -> message.startsWith(method + " "));
    if (target.isEmpty()) {
      callId = header(request, "Call-ID");
      local = header(request, "To") + ";tag=" + tag(local);
      remote = header(request, "From");
    }
    if (!header(request, "Contact").isEmpty()) {
      target = header(request, "Contact").replaceAll("^<|>.*$", "");
    }
    asked.put(method, request);
    return request;
  }

  /// A request that another party was asked has come here as well, by a proxy on the way.
  void isAskedToo(String request) {
    callId = header(request, "Call-ID");
    local = header(request, "To") + ";tag=" + tag(local);
    remote = header(request, "From");
    target = header(request, "Contact").replaceAll("^<|>.*$", "");
    asked.put(request.replaceAll(" [\\s\\S]*", ""), request);
  }

  /// Waits for a response to its latest request of a method.
  String hears(int status, String method) {
    String response =
        await(
            status + " to its " + method,
            message ->
                message.startsWith("SIP/2.0 " + status + " ")
                    && header(message, "CSeq").endsWith(" " + method));
    if (status > 100 && status < 300 && method.equals("INVITE")) {
      remote = header(response, "To");
      target = header(response, "Contact").replaceAll("^<|>.*$", "");
      answer = status < 200 ? answer : response;
      progress = header(response, "RSeq").isEmpty() ? progress : response;
    }
    return response;
  }

  /// What it was told and nobody waited for, other than ACKs and progress: nothing, where all is
  /// well.
  List<String> leftOver() {
    List<String> left = new ArrayList<>();
    String next = receive(1);
    while (next != null) {
      keep(next);
      next = receive(1);
    }
    for (String message : unread) {
      boolean progress = message.startsWith("SIP/2.0 1");
      if (!progress && !message.startsWith("ACK ")) {
        left.add(user + ": " + message.lines().findFirst().orElse(""));
      }
    }
    return left;
  }

  private String await(String what, Predicate<String> wanted) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (String message : unread) {
        if (wanted.test(message)) {
          unread.remove(message);
          return message;
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      String message = left <= 0 ? null : receive((int) left);
      if (message == null) {
        throw new AssertionError(
            "%s waited in vain for %s; unread: %s".formatted(user, what, unread));
      }
      keep(message);
    }
  }

  /// What is sent again, and reliable progress that is, has been heard.
  private void keep(String message) {
    String first = message.lines().findFirst().orElse("");
    String name = first + "|" + header(message, "CSeq") + "|" + header(message, "Via");
    if (seen.add(name + "|" + header(message, "RSeq"))) {
      unread.add(message);
    }
  }

  private @Nullable String receive(int millis) {
    DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
    try {
      socket.setSoTimeout(millis);
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  // --- reading

  /// A header's first value, empty for none.
  static String header(String message, String name) {
    return lines(message, name)
        .lines()
        .findFirst()
        .map(line -> line.substring(name.length() + 1).strip())
        .orElse("");
  }

  private static String lines(String message, String name) {
    return message
        .lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line + EOL)
        .collect(Collectors.joining());
  }

  /// A session description.
  ///
  /// @param version of it, from 1
  /// @param formats such as `0 8`
  /// @param direction such as `sendrecv`
  static String sdp(int version, String formats, String direction) {
    return """
    v=0
    o=- 1 %d IN IP4 127.0.0.1
    s=-
    c=IN IP4 127.0.0.1
    t=0 0
    m=audio 40000 RTP/AVP %s
    a=%s
    """
        .formatted(version, formats, direction)
        .replace("\n", EOL);
  }

  @Override
  public void close() {
    socket.close();
  }
}
