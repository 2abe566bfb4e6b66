#pragma once
#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How scanners are called. Each has a file of its own, the only one that knows its flags.
namespace kscan::manifest::scanner {

using Argv = std::vector<std::string>;
using Variables = std::vector<std::pair<std::string, std::string>>;

struct Registry {
  bool insecure = false;  ///< certificates are not verified, and plain HTTP will do
};

struct Download {
  std::string_view program;
  std::string_view repository;  ///< empty: where the scanner itself looks
  std::string_view cache_dir;
  Registry registry = {};
};

/// Of one image from its registry, with databases that it may not update; the report is JSON on
/// standard output. Contacts no host but the image's registry, and the server if there is one.
struct Scan {
  std::string_view program;
  std::string_view reference;
  std::string_view cache_dir;
  std::string_view architecture;
  Registry registry = {};
  std::string_view server_url = {};  ///< that has the databases; empty: they are in `cache_dir`
  std::chrono::seconds timeout{0};   ///< zero: none
  std::span<const std::string> arguments = {};  ///< besides; where they say the same, they win
};

struct Profile {
  std::string_view name;     ///< as in --scanner and in reports
  std::string_view program;  ///< in the scanner's image
  Argv (*download_database)(const Download& what);
  Argv (*download_java_database)(const Download& what);  ///< null: it has no such database
  Argv (*scan)(const Scan& what);
  /// Of each container that runs it; `database_dir` is where the download went.
  Variables (*environment)(std::string_view database_dir, const Registry& registry);
  /// Where it keeps the Java database in its cache directory; empty: it has none.
  std::string_view java_database_dir;
  bool database_is_artifact = true;  ///< in a registry, by reference; else a URL or a file
  bool has_server = true;            ///< that scans can ask instead of a database
};

[[nodiscard]] const Profile& trivy() noexcept;
[[nodiscard]] const Profile& grype() noexcept;

[[nodiscard]] std::span<const Profile* const> profiles() noexcept;
/// Null if there is none of that name.
[[nodiscard]] const Profile* find(std::string_view name) noexcept;

}  // namespace kscan::manifest::scanner
