package io.switchlog.allinone.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A peer that sends whatever bytes it likes, from a plain socket.
abstract sealed class RawPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final AtomicLong NUMBERS = new AtomicLong();

  /// A response as text.
  record Answer(int status, String text) {
    /// A header's value, or null.
    @Nullable String header(String name) {
      return text.lines()
          .filter(
              line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse(null);
    }
  }

  abstract String transport();

  abstract int port();

  abstract void send(byte[] bytes);

  /// The next datagram, or what came over the stream up to the end of a header section; null where
  /// the peer closed the connection.
  abstract @Nullable String receive();

  void send(String text) {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends a request and waits for its final response.
  ///
  /// @param request with a Call-ID of its own
  Answer ask(String request) {
    send(request);
    return answerTo(request);
  }

  /// Waits for the final response to a request that was sent.
  Answer answerTo(String request) {
    String callId = line(request, "Call-ID:");
    while (true) {
      String text = receive();
      if (text == null) {
        throw new AssertionError("the connection was closed without an answer to\n" + request);
      }
      int status = Integer.parseInt(text.substring(8, 11));
      if (status >= 200 && callId.equals(line(text, "Call-ID:"))) {
        return new Answer(status, text);
      }
    }
  }

  private static String line(String message, String start) {
    return message.lines().filter(line -> line.startsWith(start)).findFirst().orElse("");
  }

  /// An INVITE whose session description has a line of so many bytes that nobody reads.
  String invite(String uri, int padding) {
    String sdp =
        """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 40000 RTP/AVP 0
        a=rtpmap:0 PCMU/8000
        a=x-padding:%s
        """
            .formatted("x".repeat(padding))
            .replace("\n", "\r\n");
    return request("INVITE", uri)
        + "Content-Type: application/sdp\r\nContent-Length: "
        + sdp.length()
        + "\r\n\r\n"
        + sdp;
  }

  /// A request that nothing is wrong with, ending before the blank line, for tests to spoil.
  String request(String method, String uri) {
    long number = NUMBERS.incrementAndGet();
    String here = "127.0.0.1:" + port();
    return """
    %1$s %2$s SIP/2.0
    Via: SIP/2.0/%3$s %4$s;branch=z9hG4bKraw%5$d;rport
    From: <sip:raw@%4$s>;tag=raw%5$d
    To: <%2$s>
    Call-ID: raw-%5$d@127.0.0.1
    CSeq: 1 %1$s
    Contact: <sip:raw@%4$s;transport=%3$s>
    Max-Forwards: 70
    """
        .formatted(method, uri, transport(), here, number)
        .replace("\n", "\r\n");
  }

  /// The blank line, behind what says that no body follows.
  static final String END = "Content-Length: 0\r\n\r\n";

  static RawPeer udp(int exchangePort) {
    try {
      return new Udp(exchangePort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawPeer tcp(int exchangePort) {
    try {
      return new Tcp(exchangePort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Over a connection that is there.
  ///
  /// @param transport as a Via names it
  static RawPeer over(Socket socket, String transport) throws IOException {
    return new Tcp(socket, transport);
  }

  @Override
  public abstract void close();

  private static final class Udp extends RawPeer {
    private final DatagramSocket socket;

    private Udp(int exchangePort) throws IOException {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      this.socket = new DatagramSocket(new InetSocketAddress(loopback, 0));
      socket.connect(new InetSocketAddress(loopback, exchangePort));
      socket.setSoTimeout(PATIENCE_MILLIS);
    }

    @Override
    String transport() {
      return "UDP";
    }

    @Override
    int port() {
      return socket.getLocalPort();
    }

    @Override
    void send(byte[] bytes) {
      try {
        socket.send(new DatagramPacket(bytes, bytes.length));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    String receive() {
      DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        throw new AssertionError("nothing came within " + PATIENCE_MILLIS + " ms", e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static final class Tcp extends RawPeer {
    private final Socket socket;

    private final String transport;

    private Tcp(int exchangePort) throws IOException {
      this(new Socket(InetAddress.getLoopbackAddress(), exchangePort), "TCP");
    }

    private Tcp(Socket socket, String transport) throws IOException {
      this.socket = socket;
      this.transport = transport;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
    }

    @Override
    String transport() {
      return transport;
    }

    @Override
    int port() {
      return socket.getLocalPort();
    }

    @Override
    void send(byte[] bytes) {
      try {
        socket.getOutputStream().write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// None of the answers that tests wait for has a body.
    @Override
    @Nullable String receive() {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      try {
        InputStream in = socket.getInputStream();
        while (!read.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
          int next = in.read();
          if (next < 0) {
            return null;
          }
          read.write(next);
        }
      } catch (SocketTimeoutException e) {
        throw new AssertionError(
            "no whole answer within " + PATIENCE_MILLIS + " ms, only " + read, e);
      } catch (java.net.SocketException reset) {
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return read.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
