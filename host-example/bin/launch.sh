# What the commands beside this file have in common: they run from target/ on a JDK 25 or later, which is found here.
# Sourced, with $home set to the directory above.

at_least=25

# A JDK's release file says its version without starting it.
is_new_enough() {
    [ -x "$1/bin/java" ] || return 1
    if [ -r "$1/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    else
        version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
    fi
    [ -n "$version" ] && [ "$version" -ge "$at_least" ]
}

# The home of the java on the PATH, through whatever links lead to it.
java_on_path() {
    found=$(command -v java) || return 1
    while [ -h "$found" ]; do
        link=$(readlink "$found")
        case $link in
            /*) found=$link ;;
            *) found=$(dirname "$found")/$link ;;
        esac
    done
    (cd "$(dirname "$found")/.." && pwd)
}

find_java() {
    for candidate in "$JAVA_HOME" "$(java_on_path)" \
            /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
            "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
            /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
            /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if [ -n "$candidate" ] && is_new_enough "$candidate"; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

# launch COMMAND MAIN_CLASS JVM_OPTIONS -- ARGUMENTS: becomes that program. Exit status 2: something is missing.
launch() {
    command_name=$1
    main_class=$2
    shift 2
    if ! java_home=$(find_java); then
        echo "$command_name needs a JDK $at_least or later and found none: install one, or set JAVA_HOME to it." >&2
        exit 2
    fi
    class_path=
    for jar in "$home"/target/malloc4j-host-example-*.jar; do
        case $jar in
            *-tests.jar | *-sources.jar | *-javadoc.jar) ;;
            *) [ -f "$jar" ] && class_path=$jar ;;
        esac
    done
    if [ -z "$class_path" ] || [ ! -d "$home/target/lib" ]; then
        echo "$command_name is not built yet: run 'mvn -q -DskipTests package' in the project's top directory." >&2
        exit 2
    fi
    for jar in "$home"/target/lib/*.jar "$home"/plugins/*.jar; do
        [ -f "$jar" ] && class_path=$class_path:$jar
    done
    jvm_options=
    while [ "$1" != -- ]; do
        jvm_options="$jvm_options $1"
        shift
    done
    shift
    # Options hold no spaces: they are to be split.
    # shellcheck disable=SC2086
    exec "$java_home/bin/java" $jvm_options -cp "$class_path" "$main_class" "$@"
}
