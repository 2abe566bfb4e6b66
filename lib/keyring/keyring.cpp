#include "keyring/keyring.hpp"

#include <algorithm>
#include <iterator>

namespace kscan::keyring {
namespace {

/// Docker Hub's old name: the key its users' entries get by normalisation (keyring.go:
/// defaultRegistryHost).
constexpr std::string_view default_key = "index.docker.io";

/// keyring.go: isDefaultRegistryMatch. It takes more than Docker Hub: any first part without dot
/// and port, such as "localhost".
bool is_default_registry(std::string_view name) {
  const std::size_t slash = name.find('/');
  const std::string_view first = name.substr(0, slash);
  if (first.empty()) return false;
  return slash == std::string_view::npos || first == "docker.io" || first == default_key
         || first.find_first_of(".:") == std::string_view::npos;
}

}  // namespace

std::optional<Dialect> dialect_of(std::string_view secret_type) {
  if (secret_type == "kubernetes.io/dockerconfigjson") return Dialect::dockerconfigjson;
  if (secret_type == "kubernetes.io/dockercfg") return Dialect::dockercfg;
  return std::nullopt;
}

std::string_view data_key(Dialect dialect) {
  return dialect == Dialect::dockerconfigjson ? ".dockerconfigjson" : ".dockercfg";
}

void Keyring::add(std::vector<Entry> entries) {
  std::ranges::move(entries, std::back_inserter(m_entries));
  std::ranges::stable_sort(m_entries, std::ranges::greater(), &Entry::key);
}

std::vector<const Entry*> Keyring::candidates(const image::Reference& image) const {
  const std::string name = image.name();
  std::vector<const Entry*> found;
  const auto collect = [this, &found](const auto& wanted) {
    for (const Entry& entry : m_entries) {
      if (wanted(entry.key)) found.push_back(&entry);
    }
  };
  collect([&name](const std::string& key) { return matches(key, name); });
  if (found.empty() && is_default_registry(name)) {
    collect([](const std::string& key) { return key == default_key; });
  }
  return found;
}

}  // namespace kscan::keyring
