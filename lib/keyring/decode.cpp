#include "keyring/entry.hpp"
#include "keyring/url.hpp"

#include <optional>
#include <unordered_map>
#include <utility>

namespace kscan::keyring {
namespace {

constexpr std::string_view auths_path = "DockerConfigJSON.auths";

/// Go's map of entries, but in the order of the document where Go's order is random.
class EntryMap {
public:
  struct Named {
    std::string name;
    Credential credential;
  };

  void set(const std::string& name, Credential&& credential) {
    const auto [place, is_new] = m_places.try_emplace(name, m_entries.size());
    if (is_new) m_entries.push_back({name, {}});
    m_entries[place->second].credential = std::move(credential);
  }
  void clear() {
    m_entries.clear();
    m_places.clear();
  }
  std::vector<Named> take() && { return std::move(m_entries); }

private:
  std::vector<Named> m_entries;
  std::unordered_map<std::string, std::size_t> m_places;
};

class SecretReader {
public:
  explicit SecretReader(std::string_view checked)
      : m_reader(checked) {}

  /// Entries whose `auth` cannot be decoded do not end the reading; `problem` becomes the first
  /// such error.
  SecretReader& forgive(std::optional<Error>& problem) {
    m_problem = &problem;
    return *this;
  }

  Result<EntryMap> read(Dialect dialect) && {
    Result<> read = {};
    if (dialect == Dialect::dockerconfigjson) {
      read = file();
    } else {
      read = entries("value", {});
    }
    if (!read) return fail(std::move(read).error());
    if (m_mismatch.error()) return fail(*m_mismatch.error());
    return std::move(m_entries);
  }

private:
  Result<> file() {
    if (!m_mismatch.enter_object(m_reader, "value", "credentialprovider.DockerConfigJSON"))
      return {};
    std::string name;
    while (m_reader.next_member(name)) {
      const std::string field = fold_name(name);
      if (field == "auths") {
        if (Result<> read = entries("struct field DockerConfigJSON.auths", auths_path); !read)
          return read;
      } else if (field == "httpheaders") {
        headers();
      } else {
        m_reader.skip();
      }
    }
    return {};
  }

  /// Several objects are merged; null makes the map empty again. A bad entry ends the decoding.
  Result<> entries(std::string_view where, std::string_view path) {
    if (m_reader.kind() == JsonKind::null) m_entries.clear();
    if (!m_mismatch.enter_object(m_reader, where, "credentialprovider.DockerConfig")) return {};
    std::string name;
    while (m_reader.next_member(name)) {
      Result<EntryReading> entry = read_entry(m_reader, path);
      if (!entry) return fail(std::move(entry).error());
      if (entry->bad_auth && !forgiven(*entry->bad_auth)) return fail(*entry->bad_auth);
      if (entry->bad_auth && entry->credential.username.empty()) continue;
      m_entries.set(name, std::move(entry->credential));
    }
    return {};
  }

  bool forgiven(const Error& bad_auth) {
    if (m_problem == nullptr) return false;
    if (!*m_problem) *m_problem = bad_auth;
    return true;
  }

  void headers() {
    constexpr std::string_view where = "struct field DockerConfigJSON.HttpHeaders";
    if (!m_mismatch.enter_object(m_reader, where, "map[string]string")) return;
    std::string name;
    while (m_reader.next_member(name)) {
      const JsonKind kind = m_reader.kind();
      const bool fits = kind == JsonKind::string || kind == JsonKind::null;
      if (!fits) m_mismatch.note(kind, where, "string");
      m_reader.skip();
    }
  }

  JsonReader m_reader;
  std::optional<Error>* m_problem = nullptr;
  FirstMismatch m_mismatch;
  EntryMap m_entries;
};

std::vector<Entry> normalised(EntryMap&& named, std::string_view origin) {
  std::vector<Entry> entries;
  for (EntryMap::Named& entry : std::move(named).take()) {
    std::optional<std::string> key = normalised_key(entry.name);
    if (key) entries.push_back({std::move(*key), std::string(origin), std::move(entry.credential)});
  }
  return entries;
}

}  // namespace

Result<std::vector<Entry>> parse(std::string_view json, Dialect dialect, std::string_view origin) {
  if (Result<> valid = check_json(json); !valid) return fail(std::move(valid).error());
  Result<EntryMap> named = SecretReader(json).read(dialect);
  if (!named) return fail(std::move(named).error());
  return normalised(std::move(*named), origin);
}

Result<Salvage> salvage(std::string_view json, Dialect dialect, std::string_view origin) {
  if (Result<> valid = check_json(json); !valid) return fail(std::move(valid).error());
  Salvage result;
  Result<EntryMap> named = std::move(SecretReader(json).forgive(result.problem)).read(dialect);
  if (!named) return fail(std::move(named).error());
  result.entries = normalised(std::move(*named), origin);
  return result;
}

}  // namespace kscan::keyring
