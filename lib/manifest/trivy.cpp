#include "manifest/scanner.hpp"

#include <fmt/format.h>

#include <initializer_list>

namespace kscan::manifest::scanner {

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

Argv download_database(const Download& what) {
  return image_command(what.program,
                       what.cache_dir,
                       what.registry,
                       {"--download-db-only", "--db-repository", what.repository});
}

Argv download_java_database(const Download& what) {
  return image_command(what.program,
                       what.cache_dir,
                       what.registry,
                       {"--download-java-db-only", "--java-db-repository", what.repository});
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

Variables environment(std::string_view /*database_dir*/, const Registry& /*registry*/) {
  return {};
}

}  // namespace

const Profile& trivy() noexcept {
  static constexpr Profile profile{.name = "trivy",
                                   .program = "trivy",
                                   .download_database = download_database,
                                   .download_java_database = download_java_database,
                                   .scan = scan,
                                   .environment = environment,
                                   .java_database_dir = "java-db"};
  return profile;
}

}  // namespace kscan::manifest::scanner
