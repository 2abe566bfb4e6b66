#pragma once
#include <string>
#include <string_view>
#include <vector>

/// How trivy is called. The only file that knows its flags.
namespace kscan::manifest::trivy {

using Argv = std::vector<std::string>;

struct Registry {
  bool insecure = false;  ///< certificates are not verified, and plain HTTP will do
};

/// Downloads the vulnerability database below `cache_dir`.
[[nodiscard]] Argv download_database(std::string_view repository,
                                     std::string_view cache_dir,
                                     const Registry& registry = {});
[[nodiscard]] Argv download_java_database(std::string_view repository,
                                          std::string_view cache_dir,
                                          const Registry& registry = {});
/// Scans one image from its registry with the databases in `cache_dir`, which it may not update;
/// the report is JSON on standard output. Contacts no host but the image's registry.
[[nodiscard]] Argv scan(std::string_view reference,
                        std::string_view cache_dir,
                        std::string_view architecture,
                        const Registry& registry = {});

/// Where trivy keeps the Java database in its cache directory.
inline constexpr std::string_view java_database_dir = "java-db";

}  // namespace kscan::manifest::trivy
