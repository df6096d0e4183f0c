package io.switchlog.schemas.command;

/// What a name is looked up for before something is sent there (RFC 3263 section 4).
public enum Lookup {
  /// Who offers the transport that is named (SRV), else the address of the name itself.
  SERVICE,
  /// By which transport it is reached best (NAPTR), and who offers that (SRV), else as [#SERVICE].
  /// Where the destination names a secure transport, only secure ones will do.
  ANY_SERVICE
}
