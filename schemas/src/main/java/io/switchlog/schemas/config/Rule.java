package io.switchlog.schemas.config;

/// One rule of a routing table.
///
/// @param name unique within the table; recorded with every decision it made
/// @param calledUser a regular expression (RE2) that the whole user part of the Request-URI has to
///   match
/// @param action what becomes of the call; the URIs that it rings may name the expression's groups
///   as `$1`
public record Rule(String name, String calledUser, Action action) {}
