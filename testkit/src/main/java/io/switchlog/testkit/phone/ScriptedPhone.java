package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.time.VirtualTime;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.StatusCodes;
import io.switchlog.wire.sip.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A SIP phone without sockets and without a clock: messages and time are handed in, messages come
/// out. It does what its scripts say, and keeps a [PhoneLog] of each call. For one thread.
public final class ScriptedPhone {
  static final String ALLOWED = "INVITE, ACK, CANCEL, BYE, UPDATE, INFO, OPTIONS, PRACK";

  private final PhoneSettings settings;
  private final VirtualTime time;
  private final Transactions transactions;
  private final Random random;
  private final Dialog.Identities identities;
  private final List<PhoneCall> calls = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private Script forCallers = Script.PLAIN;

  public ScriptedPhone(PhoneSettings settings, VirtualTime time, PhoneOutlet outlet) {
    this.settings = settings;
    this.time = time;
    this.random = new Random(settings.seed());
    this.identities = new Dialog.Identities(settings, random);
    this.transactions = new Transactions(time, settings.reliable(), outlet, new Ear());
  }

  /// How calls that come in from now on are treated.
  public void answerCallsWith(Script script) {
    forCallers = script;
  }

  /// Calls a URI by way of a proxy.
  public OutgoingCall call(String uri, Address proxy, Script script) {
    return call(uri, proxy, script, null);
  }

  /// The same, to take a party's place.
  ///
  /// @param replaces what the INVITE's `Replaces` says, as that party's [PhoneCall#replaces]; null
  ///   for a call that takes nobody's place
  public OutgoingCall call(String uri, Address proxy, Script script, @Nullable String replaces) {
    Dialog dialog = new Dialog(identities, Uri.parse(uri), proxy);
    OutgoingCall call = new OutgoingCall(this, script, dialog, replaces);
    calls.add(call);
    call.start();
    return call;
  }

  /// All calls, in the order in which they began.
  public List<PhoneCall> calls() {
    return List.copyOf(calls);
  }

  /// What came that belongs to no call and should not have come, or did not come and should have.
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /// Transactions that are not over.
  public int liveTransactions() {
    return transactions.live();
  }

  /// Takes a message that arrived.
  public void receive(byte[] packet, Address from) {
    switch (SipParser.parse(packet)) {
      case ParseResult.Malformed malformed ->
          complaints.add("unreadable message: " + malformed.description());
      case ParseResult.Parsed(SipMessage message) -> {
        ParseResult.Malformed problem = message.validate();
        if (problem != null) {
          complaints.add("wrong message: " + problem.description());
          return;
        }
        switch (message) {
          case SipRequest request -> transactions.request(request, from);
          case SipResponse response -> transactions.response(response);
        }
      }
    }
  }

  PhoneSettings settings() {
    return settings;
  }

  VirtualTime time() {
    return time;
  }

  Transactions transactions() {
    return transactions;
  }

  Dialog.Identities identities() {
    return identities;
  }

  /// A number of the phone's own series, 0 and above.
  int number() {
    return random.nextInt(Integer.MAX_VALUE);
  }

  private final class Ear implements Transactions.Core {
    @Override
    public void request(SipRequest request, ServerTransaction transaction) {
      PhoneCall call = callOf(request);
      if (call != null) {
        call.receive(request, transaction);
      } else if (request.to().tag() != null) {
        refuse(request, transaction, 481);
      } else if (transactions.isMerged(transaction)) {
        refuse(request, transaction, 482);
      } else if (request.method().equals(Methods.INVITE)) {
        Address proxy = new Address(request.via().address(), request.via().portOrDefault());
        IncomingCall incoming =
            new IncomingCall(
                ScriptedPhone.this,
                forCallers,
                new Dialog(identities, request, proxy),
                transaction);
        calls.add(incoming);
        incoming.start();
      } else {
        refuse(request, transaction, request.method().equals(Methods.OPTIONS) ? 200 : 405);
      }
    }

    private void refuse(SipRequest request, ServerTransaction transaction, int status) {
      transaction.respond(
          SipResponse.builder(request, status, StatusCodes.reason(status), identities.newTag())
              .header(HeaderName.ALLOW, ALLOWED)
              .build());
    }

    @Override
    public void cancelled(ServerTransaction invite) {
      for (PhoneCall call : calls) {
        if (call instanceof IncomingCall incoming && incoming.isOpenedBy(invite)) {
          incoming.cancelled(invite);
        }
      }
    }

    @Override
    public void acknowledged(SipRequest ack) {
      PhoneCall call = callOf(ack);
      if (call != null) {
        call.acknowledged(ack);
      }
    }

    @Override
    public void unacknowledged(SipResponse failure) {
      complaints.add("no ACK to our " + failure.status() + " of " + failure.callId());
    }

    @Override
    public void stray(SipResponse response) {
      // A copy that was under way for longer than its transaction lived.
    }

    private @Nullable PhoneCall callOf(SipRequest request) {
      String tag = request.to().tag();
      for (PhoneCall call : calls) {
        if (call.callId().equals(request.callId()) && call.dialog.localTag().equals(tag)) {
          return call;
        }
      }
      return null;
    }
  }
}
