#include "agent/pull_secrets.hpp"

#include "base/secret.hpp"
#include "io/file.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace kscan::agent {

namespace {

namespace fs = std::filesystem;

/// Nothing when the file is absent or empty.
Result<Secret> read(const fs::path& path) {
  Result<std::string> text = io::read_file(path);
  if (text) return Secret(std::move(*text));
  if (text.error().code() == Errc::not_found) return Secret();
  return fail(std::move(text).error());
}

/// Nothing where there is no such secret.
Result<std::optional<keyring::Salvage>> load(const fs::path& dir, std::string_view name) {
  for (const auto dialect : {keyring::Dialect::dockerconfigjson, keyring::Dialect::dockercfg}) {
    const Result<Secret> text = read(dir / keyring::data_key(dialect));
    if (!text) return fail(text.error());
    if (text->empty()) continue;
    Result<keyring::Salvage> salvage = keyring::salvage(text->reveal(), dialect, name);
    if (!salvage) return fail(std::move(salvage).error());
    return *std::move(salvage);
  }
  return std::nullopt;
}

}  // namespace

PullSecrets load_pull_secrets(const fs::path& dir, const std::vector<std::string>& names) {
  PullSecrets result;
  for (std::size_t i = 0; i < names.size(); ++i) {
    Result<std::optional<keyring::Salvage>> loaded = load(dir / fmt::format("{}", i), names[i]);
    if (!loaded) {
      result.bad.push_back({names[i], loaded.error().message()});
    } else if (!*loaded) {
      result.missing.push_back(names[i]);
    } else {
      if ((*loaded)->problem) result.bad.push_back({names[i], (*loaded)->problem->message()});
      result.keyring.add(std::move((*loaded)->entries));
    }
  }
  return result;
}

}  // namespace kscan::agent
