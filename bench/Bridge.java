import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Gives SIPp, which speaks TCP, a WebSocket to the exchange: what it says over a connection goes out as one message each over a
/// WebSocket of its own, and what comes back goes to it. `Bridge PORT ws[s]://127.0.0.1:PORT/`
public final class Bridge {
  private Bridge() {}

  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
    URI exchange = URI.create(arguments[1]);
    try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 50, InetAddress.ofLiteral("127.0.0.1"))) {
      while (true) {
        Socket phone = server.accept();
        phone.setTcpNoDelay(true);
        Thread.ofPlatform().start(() -> carry(client, exchange, phone));
      }
    }
  }

  private static void carry(HttpClient client, URI exchange, Socket phone) {
    try (phone; InputStream in = new BufferedInputStream(phone.getInputStream())) {
      WebSocket socket = client.newWebSocketBuilder().subprotocols("sip").buildAsync(exchange, new ToPhone(phone.getOutputStream())).join();
      try {
        while (true) {
          socket.sendText(message(in), true).join();
        }
      } catch (EOFException over) {
        socket.abort();
      }
    } catch (Exception e) {
      System.err.println("bridge: " + e);
    }
  }

  /// SIPp writes the length of each body.
  private static String message(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    int length = 0;
    int line = 0;
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.append((char) next);
      if (next == '\n') {
        String text = head.substring(line).strip();
        if (text.isEmpty()) {
          return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }
        if (text.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          length = Integer.parseInt(text.substring(15).strip());
        }
        line = head.length();
      }
    }
  }

  private record ToPhone(OutputStream out) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      try {
        out.write(part.toString().getBytes(StandardCharsets.UTF_8));
      } catch (IOException gone) {
        from.abort();
      }
      from.request(1);
      return null;
    }
  }

  /// The exchange is our own.
  private static SSLContext trusting() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new X509TrustManager() {
      @Override
      public void checkClientTrusted(X509Certificate[] chain, String type) {}

      @Override
      public void checkServerTrusted(X509Certificate[] chain, String type) {}

      @Override
      public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
      }
    }}, null);
    return context;
  }
}
