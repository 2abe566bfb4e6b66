#include "kubectl-scan/scanner_options.hpp"

#include "image/reference.hpp"
#include "kubectl-scan/flag_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace kscan::cmd {

namespace {

using manifest::scanner::Profile;

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

/// Of "mirror/tools/grype-debug:1" too.
const Profile* profile_called(std::string_view name) {
  for (const Profile* profile : manifest::scanner::profiles())
    if (name.find(profile->name) != std::string_view::npos) return profile;
  return nullptr;
}

Result<const Profile*> choose(const ScanFlags& flags, const image::Reference& image) {
  const std::string& wanted = flags.run.scanner;
  if (!wanted.empty()) {
    if (const Profile* profile = manifest::scanner::find(wanted)) return profile;
    return fail(invalid_argument("scanner", wanted, "must be one of trivy, grype"));
  }
  if (const Profile* profile = profile_called(last_part(flags.run.scanner_command))) return profile;
  const Profile* const profile = profile_called(last_part(image.repository));
  return profile == nullptr ? &manifest::scanner::trivy() : profile;
}

Result<image::Reference> reference(std::string_view flag, std::string_view value) {
  Result<image::Reference> parsed = image::parse(value);
  if (parsed) return parsed;
  return fail(Error(Errc::usage,
                    fmt::format("invalid value for --{}: {}", flag, parsed.error().message())));
}

Result<> check_place(const std::string& place) {
  constexpr std::array<std::string_view, 3> starts{"https://", "http://", "/"};
  const bool known = std::ranges::any_of(
      starts, [&](std::string_view start) { return place.starts_with(start) && place != start; });
  if (!known)
    return fail(invalid_argument(
        "db-repository", place, "a URL is expected, or the path of a file in the scanner's image"));
  // The pod's manifest is no place for a password.
  if (place.find('@') == std::string::npos) return {};
  return fail(Error(Errc::usage,
                    "invalid argument for \"--db-repository\" flag: it must not hold a login, "
                    "which whoever may read pods would see"));
}

Error not_for(std::string_view flag, const Profile& profile) {
  return Error(Errc::usage, fmt::format("--{} is not for {}", flag, profile.name))
      .hint("leave it out, or name another scanner with --scanner");
}

Result<> check_fitting(const ScanFlags& flags, const Profile& profile) {
  const bool java = flags.run.java_db || !flags.java_db_repository.empty();
  if (java && profile.download_java_database == nullptr)
    return fail(not_for(flags.run.java_db ? "java-db" : "java-db-repository", profile));
  if (!flags.run.server_url.empty() && !profile.has_server)
    return fail(not_for("server-url", profile));
  if (!flags.credentials.db_pull_secret.empty() && !profile.database_is_artifact)
    return fail(not_for("db-pull-secret", profile));
  return {};
}

Result<> take_databases(const ScanFlags& flags, manifest::Settings& settings) {
  settings.db_repository = flags.db_repository;
  settings.java_db_repository = flags.java_db_repository;
  if (!settings.scanner.profile->database_is_artifact) {
    if (flags.db_repository != default_db_repository) return check_place(flags.db_repository);
    settings.db_repository.clear();
    return {};
  }
  if (auto valid = reference("db-repository", flags.db_repository); !valid)
    return fail(std::move(valid).error());
  if (flags.java_db_repository.empty()) return {};
  auto valid = reference("java-db-repository", flags.java_db_repository);
  return valid ? Result<>() : Result<>(fail(std::move(valid).error()));
}

}  // namespace

Result<> take_scanner_kind(const ScanFlags& flags, manifest::Settings& settings) {
  const auto image = reference("scanner-image", flags.scanner_image);
  if (!image) return fail(image.error());
  const auto profile = choose(flags, *image);
  if (!profile) return fail(profile.error());
  settings.scanner_image = flags.scanner_image;
  settings.scanner.profile = *profile;
  return check_fitting(flags, **profile).and_then([&] { return take_databases(flags, settings); });
}

}  // namespace kscan::cmd
