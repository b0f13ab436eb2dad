#!/bin/sh
# Measures what docs/performance.md reports. The whole of it takes about half an hour: benchmarks/run.sh all
# Needs the jars of `mvn package`. Options: --jdk=HOME of the JDK to measure, --rounds=N, --agent=JAR, --quick.
cd "$(dirname "$0")/.." || exit 1
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -jar benchmarks/target/loopscope-benchmarks.jar "$@"
