package io.switchlog.media.core;

/// The E-model of ITU-T G.107 for narrow-band speech, with every parameter that a media node cannot
/// measure at the default of its table 2: R = Ro - Is - Id - Ie,eff + A. Pure arithmetic.
public final class EModel {
  /// Basic signal-to-noise ratio with all defaults (G.107 section 7.2).
  private static final double RO = 94.7688;

  /// Simultaneous impairments with all defaults (G.107 section 7.3).
  private static final double IS = 1.4136;

  private static final double TALKER_ECHO_LOUDNESS_RATING = 65;
  private static final double WEIGHTED_ECHO_PATH_LOSS = 110;

  private EModel() {}

  /// What a codec costs (G.113 appendix I).
  ///
  /// @param ie equipment impairment factor without loss
  /// @param bpl packet-loss robustness factor
  public record Codec(double ie, double bpl) {
    /// G.711 in a phone that does not conceal losses.
    public static final Codec G711_BARE = new Codec(0, 4.3);

    /// G.711 in a phone that conceals losses (G.711 appendix I), as nearly all do.
    public static final Codec G711 = new Codec(0, 25.1);

    /// G.729 annex A.
    public static final Codec G729 = new Codec(11, 19);

    /// GSM enhanced full rate.
    public static final Codec GSM_EFR = new Codec(5, 10);
  }

  /// The transmission rating factor.
  ///
  /// @param codec the codec that the packets carry
  /// @param lossPercent packets that did not come or came too late to be played, 0 to 100
  /// @param burstRatio 1 for independent losses, more for bursts (G.107 section 7.5)
  /// @param delayMillis one way, mouth to ear
  public static double rating(
      Codec codec, double lossPercent, double burstRatio, double delayMillis) {
    return RO - IS - delayImpairment(delayMillis) - loss(codec, lossPercent, burstRatio);
  }

  /// The mean opinion score for a rating (G.107 annex B).
  public static double mos(double rating) {
    if (rating <= 0) {
      return 1;
    }
    if (rating >= 100) {
      return 4.5;
    }
    // The cubic dips below 1 for the lowest ratings; the scale does not.
    return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
  }

  /// Ie,eff of G.107 section 7.5.
  private static double loss(Codec codec, double lossPercent, double burstRatio) {
    return codec.ie + (95 - codec.ie) * lossPercent / (lossPercent / burstRatio + codec.bpl);
  }

  /// Id of G.107 section 7.4: talker echo, listener echo, and delay for its own sake, where the one
  /// way delay of the echo path and the absolute delay are the same.
  private static double delayImpairment(double delayMillis) {
    return talkerEcho(delayMillis) + listenerEcho(2 * delayMillis) + absoluteDelay(delayMillis);
  }

  private static double talkerEcho(double delayMillis) {
    if (delayMillis < 1) {
      return 0;
    }
    double terv =
        TALKER_ECHO_LOUDNESS_RATING
            - 40 * Math.log10((1 + delayMillis / 10) / (1 + delayMillis / 150))
            + 6 * Math.exp(-0.3 * delayMillis * delayMillis);
    double half = (RO - (80 + 2.5 * (terv - 14))) / 2;
    return (half + Math.sqrt(half * half + 100) - 1) * (1 - Math.exp(-delayMillis));
  }

  private static double listenerEcho(double roundTripMillis) {
    double rle = 10.5 * (WEIGHTED_ECHO_PATH_LOSS + 7) * Math.pow(roundTripMillis + 1, -0.25);
    double half = (RO - rle) / 2;
    return half + Math.sqrt(half * half + 169);
  }

  private static double absoluteDelay(double delayMillis) {
    if (delayMillis <= 100) {
      return 0;
    }
    double x = Math.log(delayMillis / 100) / Math.log(2);
    return 25
        * (Math.pow(1 + Math.pow(x, 6), 1.0 / 6)
            - 3 * Math.pow(1 + Math.pow(x / 3, 6), 1.0 / 6)
            + 2);
  }
}
