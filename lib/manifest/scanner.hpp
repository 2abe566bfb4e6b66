#pragma once
#include <chrono>
#include <span>
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
[[nodiscard]] Argv download_database(std::string_view program,
                                     std::string_view repository,
                                     std::string_view cache_dir,
                                     const Registry& registry = {});
[[nodiscard]] Argv download_java_database(std::string_view program,
                                          std::string_view repository,
                                          std::string_view cache_dir,
                                          const Registry& registry = {});
struct Scan {
  std::string_view program = "trivy";
  std::string_view reference;
  std::string_view cache_dir;
  std::string_view architecture;
  Registry registry = {};
  std::string_view server_url = {};  ///< that has the databases; empty: they are in `cache_dir`
  std::chrono::seconds timeout{0};   ///< zero: none
  std::span<const std::string> arguments = {};  ///< besides; where they say the same, they win
};
/// Scans one image from its registry with databases that it may not update; the report is JSON on
/// standard output. Contacts no host but the image's registry, and the server if there is one.
[[nodiscard]] Argv scan(const Scan& what);

/// Where trivy keeps the Java database in its cache directory.
inline constexpr std::string_view java_database_dir = "java-db";

}  // namespace kscan::manifest::trivy
