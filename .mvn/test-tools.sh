# Sourced by mvnw and switchlog: the programs that the live tests call, and which of them are missing.

tools_words="sip-tester (gives sipp), baresip, sox, dnsmasq-base, sipsak, iproute2, nftables"

# Prints the Debian packages that would bring what is missing, in one line; nothing where all is there.
tools_missing() {
  tools_list=
  command -v sipp >/dev/null || tools_list="$tools_list sip-tester"
  # Debian splits it: the program is in baresip-core, its sound modules are in baresip.
  command -v baresip >/dev/null || tools_list="$tools_list baresip"
  command -v sox >/dev/null || tools_list="$tools_list sox"
  command -v sipsak >/dev/null || tools_list="$tools_list sipsak"
  # Network namespaces with a NAT in them, which only root makes.
  [ -x /usr/sbin/ip ] || tools_list="$tools_list iproute2"
  [ -x /usr/sbin/nft ] || tools_list="$tools_list nftables"
  [ -x /usr/sbin/dnsmasq ] || tools_list="$tools_list dnsmasq-base"
  printf '%s' "${tools_list# }"
}

# Installs the packages $1 where that asks nobody: as root, or by continuous integration's sudo.
tools_install() {
  echo "installing: $1" >&2
  tools_as_root=
  [ "$(id -u)" -eq 0 ] || tools_as_root="sudo -n"
  # shellcheck disable=SC2086 # the words are meant to be split
  $tools_as_root apt-get update -qq \
    && $tools_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1
}

tools_may_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || [ -n "${CI:-}" ]; }
}

# True where a Maven run with these arguments would come to the live tests, which all-in-one has: it tests, it does not skip
# them, it names no tests, and its modules are all or include that one. $1 is the project's folder.
tools_needed() {
  case $PWD in
    "$1" | "$1/all-in-one") ;;
    *) return 1 ;;
  esac
  tools_root=$1
  shift
  tools_tests= tools_modules= tools_next=
  for tools_argument in "$@"; do
    if [ -n "$tools_next" ]; then
      tools_modules=$tools_argument tools_next=
      continue
    fi
    case $tools_argument in
      -DskipTests=false | -Dmaven.test.skip=false) ;;
      -DskipTests* | -Dmaven.test.skip* | -Dtest=* | -h | --help | -v | --version) return 1 ;;
      test | prepare-package | package | *integration-test | verify | install | deploy) tools_tests=yes ;;
      -pl | --projects) tools_next=yes ;;
      --projects=*) tools_modules=${tools_argument#*=} ;;
      -pl*) tools_modules=${tools_argument#-pl} ;;
      -f* | --file*) return 1 ;;
    esac
  done
  [ -n "$tools_tests" ] || return 1
  case $tools_modules in
    *!all-in-one* | *-all-in-one* | *!:all-in-one* | *-:all-in-one*) return 1 ;;
    "" | !* | *all-in-one*) return 0 ;;
    *) [ "$PWD" != "$tools_root" ] ;;
  esac
}
