package io.switchlog.allinone.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A real phone, Debian's baresip, that dials, says a sine of half of full scale, and records what
/// it hears.
final class Baresip implements AutoCloseable {
  private static final int RATE = 8_000;
  private static final int WAV_HEADER = 44;

  private final Path phone;
  private final Child process;

  private Baresip(Path phone, Child process) {
    this.phone = phone;
    this.process = process;
  }

  /// @param hertz what it says
  static Baresip dials(Path folder, String name, int hertz, String uri) throws IOException {
    return dials(folder, name, hertz, uri, "");
  }

  /// As above, with a password.
  ///
  /// @param login parameters of its account, such as `;auth_user=a;auth_pass=b`
  static Baresip dials(Path folder, String name, int hertz, String uri, String login)
      throws IOException {
    Path phone = Files.createDirectories(folder.resolve(name));
    configure(phone, hertz, "<sip:phone@127.0.0.1>;regint=0" + login);
    List<String> command = List.of("baresip", "-f", phone.toString(), "-e", "/dial " + uri);
    return new Baresip(phone, Child.start(name, folder, command));
  }

  /// A phone that registers for a minute at a time, and answers whoever calls.
  ///
  /// @param user whose it is
  /// @param server `HOST:PORT`, and perhaps `;transport=`
  /// @param more parameters of its account besides those, such as `;answermode=auto`
  static Baresip registers(
      Path folder, String name, int hertz, String user, String password, String server, String more)
      throws IOException {
    Path phone = Files.createDirectories(folder.resolve(name));
    configure(phone, hertz, account(user, password, server) + ";regint=60" + more);
    return new Baresip(
        phone, Child.start(name, folder, List.of("baresip", "-f", phone.toString())));
  }

  /// A phone of a user that registers and calls.
  static Baresip calls(
      Path folder, String name, int hertz, String user, String password, String server, String uri)
      throws IOException {
    Path phone = Files.createDirectories(folder.resolve(name));
    configure(phone, hertz, account(user, password, server) + ";regint=60");
    List<String> command = List.of("baresip", "-f", phone.toString(), "-e", "/dial " + uri);
    return new Baresip(phone, Child.start(name, folder, command));
  }

  private static String account(String user, String password, String server) {
    return "<sip:%s@%s>;auth_user=%s;auth_pass=%s".formatted(user, server, user, password);
  }

  /// The last two seconds of what was heard so far: a phone on a busy machine leaves gaps, and goes
  /// on without them when it gets its processor back.
  ///
  /// @param share of the power that is at a frequency
  /// @param level of all, sent at 11585
  record Tone(double share, double level) {
    private static final Tone NONE = new Tone(0, 0);

    /// Whether it is what a phone says, and nothing else.
    boolean isPure() {
      return share > 0.95 && level > 10_000 && level < 13_000;
    }
  }

  /// What it hears at a frequency.
  Tone hears(int hertz) throws IOException {
    return tone(recording(phone), hertz);
  }

  /// What was heard at a frequency.
  ///
  /// @param heard 8,000 samples a second
  static Tone tone(short[] heard, int hertz) {
    if (heard.length < 3 * RATE) {
      return Tone.NONE;
    }
    double[] latest = new double[2 * RATE];
    for (int i = 0; i < latest.length; i++) {
      latest[i] = heard[heard.length - latest.length + i];
    }
    return new Tone(share(latest, hertz), rms(latest));
  }

  /// All that it has printed.
  String printed() {
    return process.all();
  }

  /// It hangs up and ends.
  @Override
  public void close() {
    process.close();
  }

  /// @param account its line in the file of accounts
  private static void configure(Path phone, int hertz, String account) throws IOException {
    Files.write(phone.resolve("tone.wav"), tone(hertz, 90));
    Files.writeString(phone.resolve("contacts"), "");
    Files.writeString(phone.resolve("accounts"), account + ";audio_codecs=PCMU/8000/1\n");
    Files.writeString(
        phone.resolve("config"),
        """
        poll_method epoll
        sip_listen 127.0.0.1:%d
        net_interface 127.0.0.1
        audio_source aufile,%s/tone.wav
        audio_player none
        audio_alert none
        rtp_ports %d-%d
        module_path /usr/lib/baresip/modules
        module g711.so
        module aufile.so
        module sndfile.so
        module_app account.so
        module_app menu.so
        snd_path %s
        """
            .formatted(Ports.block(2), phone, 30_000, 30_100, phone));
  }

  /// A WAV file of a sine of half of full scale.
  private static byte[] tone(int hertz, int seconds) {
    int samples = seconds * RATE;
    ByteBuffer wav = ByteBuffer.allocate(WAV_HEADER + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
    wav.put("WAVEfmt ".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(2 * samples);
    for (int i = 0; i < samples; i++) {
      wav.putShort((short) (16_384 * Math.sin(2 * Math.PI * hertz * i / RATE)));
    }
    return wav.array();
  }

  private static short[] recording(Path phone) throws IOException {
    try (Stream<Path> files = Files.list(phone)) {
      Path decoded =
          files.filter(file -> file.toString().endsWith("-dec.wav")).findFirst().orElse(null);
      byte[] wav = decoded == null ? new byte[WAV_HEADER] : Files.readAllBytes(decoded);
      if (wav.length < WAV_HEADER) {
        return new short[0];
      }
      short[] samples = new short[(wav.length - WAV_HEADER) / 2];
      ByteBuffer.wrap(wav, WAV_HEADER, 2 * samples.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asShortBuffer()
          .get(samples);
      return samples;
    }
  }

  /// The share of a signal's power that is at one frequency (Goertzel).
  private static double share(double[] samples, int hertz) {
    double coefficient = 2 * Math.cos(2 * Math.PI * hertz / RATE);
    double before = 0;
    double last = 0;
    double power = 0;
    for (double sample : samples) {
      double next = sample + coefficient * last - before;
      before = last;
      last = next;
      power += sample * sample;
    }
    double at = last * last + before * before - coefficient * last * before;
    return 2 * at / samples.length / power;
  }

  private static double rms(double[] samples) {
    double power = 0;
    for (double sample : samples) {
      power += sample * sample;
    }
    return Math.sqrt(power / samples.length);
  }
}
