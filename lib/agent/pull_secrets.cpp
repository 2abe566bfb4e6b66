#include "agent/pull_secrets.hpp"

#include "base/secret.hpp"
#include "io/file.hpp"

#include <fmt/format.h>

#include <utility>

namespace kscan::agent {

namespace {

namespace fs = std::filesystem;
using Entries = std::vector<keyring::Entry>;

/// Nothing when the file is absent or empty.
Result<Secret> read(const fs::path& path) {
  Result<std::string> text = io::read_file(path);
  if (text) return Secret(std::move(*text));
  if (text.error().code() == Errc::not_found) return Secret();
  return fail(std::move(text).error());
}

Result<Entries> load(const fs::path& dir, std::string_view name) {
  for (const auto dialect : {keyring::Dialect::dockerconfigjson, keyring::Dialect::dockercfg}) {
    const Result<Secret> text = read(dir / keyring::data_key(dialect));
    if (!text) return fail(text.error());
    if (!text->empty()) return keyring::parse(text->reveal(), dialect, name);
  }
  return Entries();
}

}  // namespace

PullSecrets load_pull_secrets(const fs::path& dir, const std::vector<std::string>& names) {
  PullSecrets result;
  for (std::size_t i = 0; i < names.size(); ++i) {
    Result<Entries> entries = load(dir / fmt::format("{}", i), names[i]);
    if (entries)
      result.keyring.add(std::move(*entries));
    else
      result.bad.push_back({names[i], entries.error().message()});
  }
  return result;
}

}  // namespace kscan::agent
