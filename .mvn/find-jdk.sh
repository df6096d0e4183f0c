# Sourced by mvnw and switchlog: sets and exports JAVA_HOME to a JDK 25, or says what to install and exits 2.
# Order: JAVA_HOME, the java on the PATH, then the folders where packages and tools put JDKs.

# True where $1 is a JDK 25: it says so in its release file and has a compiler.
jdk_is_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
    case $jdk_line in
      JAVA_VERSION=\"25\"* | JAVA_VERSION=\"25.*) return 0 ;;
      JAVA_VERSION=*) return 1 ;;
    esac
  done <"$1/release"
  return 1
}

# Prints the JDK that the java on the PATH belongs to; the links of the alternatives system are followed.
jdk_on_path() {
  jdk_java=$(command -v java) || return 1
  while [ -L "$jdk_java" ]; do
    jdk_target=$(readlink "$jdk_java")
    case $jdk_target in
      /*) jdk_java=$jdk_target ;;
      *) jdk_java=$(dirname "$jdk_java")/$jdk_target ;;
    esac
  done
  (cd "$(dirname "$jdk_java")/.." 2>/dev/null && pwd -P)
}

jdk_find() {
  [ -n "${JAVA_HOME:-}" ] && jdk_is_25 "$JAVA_HOME" && return 0
  jdk_candidate=$(jdk_on_path) && jdk_is_25 "$jdk_candidate" && JAVA_HOME=$jdk_candidate && return 0
  for jdk_candidate in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /opt/* /opt/java/* /usr/local/* /usr/local/lib/jvm/* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    jdk_is_25 "$jdk_candidate" && JAVA_HOME=$jdk_candidate && return 0
  done
  return 1
}

if ! jdk_find; then
  cat >&2 <<MESSAGE
No JDK 25 found (looked at JAVA_HOME${JAVA_HOME:+ = $JAVA_HOME}, the java on the PATH, /usr/lib/jvm, /opt, /usr/local, ~/.sdkman, ~/.jdks).
Install one: Debian/Ubuntu "apt-get install openjdk-25-jdk" or "temurin-25-jdk", Fedora "dnf install java-25-openjdk-devel",
macOS "brew install openjdk@25", SDKMAN "sdk install java 25-tem". Or set JAVA_HOME to the one you have.
MESSAGE
  exit 2
fi
export JAVA_HOME
