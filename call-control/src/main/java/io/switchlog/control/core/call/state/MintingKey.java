package io.switchlog.control.core.call.state;

import io.switchlog.control.core.dialog.Reading;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import org.jspecify.annotations.Nullable;

/// Which of the cluster's keys something is minted under. Never the newest: a decision that is made
/// again when the keys have changed has to come out the same. The inbox says which one it was - a
/// call's id, and each token of it, is valid under one key only.
public final class MintingKey {
  private MintingKey() {}

  /// The key that a call began under.
  public static ClusterSecret of(ClusterSecret secret, Call state) {
    return secret.named(
        switch (state) {
          case ActiveCall call -> call.secretKey();
          case EndedCall call -> call.secretKey();
        });
  }

  /// The key under which a request outside any dialog has the id of its call.
  public static ClusterSecret ofRequest(ClusterSecret secret, CallId call, Bytes message) {
    return orAny(secret, Reading.birthKey(secret, call, message));
  }

  /// The key of the token in the branch of a request of ours.
  public static ClusterSecret ofBranch(ClusterSecret secret, String branch) {
    SessionToken token = SessionToken.readBranch(secret, branch);
    return orAny(
        secret,
        token == null
            ? null
            : token.signer(secret, branch.substring(SessionToken.COOKIE.length())));
  }

  private static ClusterSecret orAny(ClusterSecret secret, @Nullable ClusterSecret key) {
    return key == null ? secret.named(null) : key;
  }
}
