#include "manifest/scanner.hpp"

#include <fmt/format.h>

#include <initializer_list>

namespace kscan::manifest::trivy {

namespace {

Argv image_command(std::string_view cache_dir,
                   const Registry& registry,
                   std::initializer_list<std::string_view> more) {
  // No telemetry and no version check: the scan pod talks to registries only.
  Argv argv{"trivy",
            "image",
            "--cache-dir",
            std::string(cache_dir),
            "--no-progress",
            "--skip-version-check",
            "--disable-telemetry"};
  if (registry.insecure) argv.emplace_back("--insecure");
  argv.insert(argv.end(), more.begin(), more.end());
  return argv;
}

}  // namespace

Argv download_database(std::string_view repository,
                       std::string_view cache_dir,
                       const Registry& registry) {
  return image_command(cache_dir, registry, {"--download-db-only", "--db-repository", repository});
}

Argv download_java_database(std::string_view repository,
                            std::string_view cache_dir,
                            const Registry& registry) {
  return image_command(
      cache_dir, registry, {"--download-java-db-only", "--java-db-repository", repository});
}

Argv scan(std::string_view reference,
          std::string_view cache_dir,
          std::string_view architecture,
          const Registry& registry) {
  // --cache-backend memory: the file cache takes a lock that containers would fight for.
  // --skip-*-update: with the download here, trivy offers the image's credential to the database's
  // registry. --timeout: the pod's deadline is the one that counts.
  const std::string platform = fmt::format("linux/{}", architecture);
  return image_command(cache_dir,
                       registry,
                       {"--cache-backend",
                        "memory",
                        "--skip-db-update",
                        "--skip-java-db-update",
                        "--offline-scan",
                        "--scanners",
                        "vuln",
                        "--image-src",
                        "remote",
                        "--platform",
                        platform,
                        "--timeout",
                        "24h",
                        "--format",
                        "json",
                        "--",
                        reference});
}

}  // namespace kscan::manifest::trivy
