// A phone in a page: it does what the test orders and tells what happens to it.
import JsSIP from 'jssip';

const tell = words => fetch('/told', {method: 'POST', body: words});
let session = null;

const phone = new JsSIP.UA({
  sockets: [new JsSIP.WebSocketInterface(new URLSearchParams(location.search).get('exchange'))],
  uri: 'sip:browser@127.0.0.1',
  register: false,
  session_timers: false
});
phone.on('connected', () => tell('connected'));
phone.on('disconnected', e => tell('disconnected ' + e.reason));

const deeds = {
  call: target => {
    session = phone.call(target, {mediaConstraints: {audio: true, video: false}, pcConfig: {iceServers: []}});
    session.on('progress', e => tell('progress ' + e.response.status_code));
    session.on('confirmed', e => tell('confirmed ' + e.originator));
    session.on('ended', e => tell('ended ' + e.originator + ' ' + e.cause));
    session.on('failed', e => tell('failed ' + e.originator + ' ' + e.cause));
    session.on('hold', e => tell('hold ' + e.originator));
    session.on('unhold', e => tell('unhold ' + e.originator));
  },
  hangUp: () => session.terminate(),
  hold: () => tell('asked to hold: ' + session.hold()),
  unhold: () => tell('asked to go on: ' + session.unhold())
};

async function obey() {
  for (;;) {
    const order = await (await fetch('/order')).text();
    if (order) {
      const [deed, argument] = order.split(' ');
      try {
        deeds[deed](argument);
      } catch (e) {
        tell('error ' + e);
      }
    }
  }
}

window.addEventListener('error', e => tell('error ' + e.message));
window.addEventListener('unhandledrejection', e => tell('error ' + e.reason));
phone.start();
obey();
