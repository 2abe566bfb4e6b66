#include "manifest/scanner.hpp"

#include <fmt/format.h>

namespace kscan::manifest::scanner {

namespace {

/// The archive at a URL or in a file of the scanner's image, or what Anchore publishes.
Argv download_database(const Download& what) {
  Argv argv{std::string(what.program), "db"};
  if (what.repository.empty()) {
    argv.emplace_back("update");
    return argv;
  }
  argv.insert(argv.end(), {"import", "--", std::string(what.repository)});
  return argv;
}

Argv scan(const Scan& what) {
  // oci-registry: no container runtime is looked for, and the registry is asked in one way only.
  // Never --quiet: it hides errors as well.
  Argv argv{std::string(what.program),
            "--output",
            "json",
            "--platform",
            fmt::format("linux/{}", what.architecture)};
  argv.insert(argv.end(), what.arguments.begin(), what.arguments.end());
  argv.insert(argv.end(), {"--", fmt::format("oci-registry:{}", what.reference)});
  return argv;
}

Variables environment(std::string_view database_dir, const Registry& registry) {
  // Age: an old database is a warning in the report, not a failure of every image.
  Variables result{{"GRYPE_DB_CACHE_DIR", std::string(database_dir)},
                   {"GRYPE_DB_AUTO_UPDATE", "false"},
                   {"GRYPE_DB_VALIDATE_AGE", "false"},
                   {"GRYPE_CHECK_FOR_APP_UPDATE", "false"},
                   {"NO_COLOR", "1"}};
  if (registry.insecure) {
    result.emplace_back("GRYPE_REGISTRY_INSECURE_SKIP_TLS_VERIFY", "true");
    result.emplace_back("GRYPE_REGISTRY_INSECURE_USE_HTTP", "true");
  }
  return result;
}

}  // namespace

const Profile& grype() noexcept {
  static constexpr Profile profile{.name = "grype",
                                   .program = "grype",
                                   .download_database = download_database,
                                   .download_java_database = nullptr,
                                   .scan = scan,
                                   .environment = environment,
                                   .java_database_dir = {},
                                   .database_is_artifact = false,
                                   .has_server = false};
  return profile;
}

}  // namespace kscan::manifest::scanner
