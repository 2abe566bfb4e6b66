#include "manifest/scanner.hpp"

#include <fmt/format.h>

#include <initializer_list>

namespace kscan::manifest::trivy {

namespace {

void append(Argv& argv, std::initializer_list<std::string_view> more) {
  argv.insert(argv.end(), more.begin(), more.end());
}

Argv image_command(std::string_view program,
                   std::string_view cache_dir,
                   const Registry& registry,
                   std::initializer_list<std::string_view> more) {
  // No telemetry and no version check: the scan pod talks to registries only.
  Argv argv{std::string(program),
            "image",
            "--cache-dir",
            std::string(cache_dir),
            "--no-progress",
            "--skip-version-check",
            "--disable-telemetry"};
  if (registry.insecure) argv.emplace_back("--insecure");
  append(argv, more);
  return argv;
}

}  // namespace

Argv download_database(std::string_view program,
                       std::string_view repository,
                       std::string_view cache_dir,
                       const Registry& registry) {
  return image_command(
      program, cache_dir, registry, {"--download-db-only", "--db-repository", repository});
}

Argv download_java_database(std::string_view program,
                            std::string_view repository,
                            std::string_view cache_dir,
                            const Registry& registry) {
  return image_command(program,
                       cache_dir,
                       registry,
                       {"--download-java-db-only", "--java-db-repository", repository});
}

Argv scan(const Scan& what) {
  // --cache-backend memory: the file cache takes a lock that containers would fight for.
  // --skip-*-update: with the download here, trivy offers the image's credential to the database's
  // registry. --timeout: without one, the pod's deadline is the one that counts.
  const std::string platform = fmt::format("linux/{}", what.architecture);
  const std::string timeout =
      what.timeout.count() == 0 ? "24h" : fmt::format("{}s", what.timeout.count());
  Argv argv = image_command(what.program, what.cache_dir, what.registry, {});
  if (what.server_url.empty())
    append(argv, {"--cache-backend", "memory", "--skip-db-update", "--skip-java-db-update"});
  else
    append(argv, {"--server", what.server_url});
  append(argv,
         {"--offline-scan",
          "--scanners",
          "vuln",
          "--image-src",
          "remote",
          "--platform",
          platform,
          "--timeout",
          timeout,
          "--format",
          "json"});
  argv.insert(argv.end(), what.arguments.begin(), what.arguments.end());
  append(argv, {"--", what.reference});
  return argv;
}

}  // namespace kscan::manifest::trivy
