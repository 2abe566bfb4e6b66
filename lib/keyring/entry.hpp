#pragma once
#include "keyring/json_reader.hpp"
#include "keyring/keyring.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace kscan::keyring {

/// The first mismatch of a decoding. Go's decoder skips a value of the wrong type, goes on, and
/// fails at the end with the first it found.
class FirstMismatch {
public:
  /// `where` is Go's name of the place: "value", or "struct field DockerConfigJSON.auths".
  void note(JsonKind found, std::string_view where, std::string_view type);
  [[nodiscard]] const std::optional<Error>& error() const noexcept { return m_error; }

  /// Takes '{' and says true, or takes any other value; null is no mismatch.
  bool enter_object(JsonReader& reader, std::string_view where, std::string_view type);

private:
  std::optional<Error> m_error;
};

/// A member's name made comparable as Go's decoder compares it: without case, also for the two
/// letters outside ASCII that fold into it.
[[nodiscard]] std::string fold_name(std::string_view name);

struct EntryReading {
  Credential credential;
  /// Set when `auth` cannot be decoded, which ends the kubelet's decoding; the credential is then
  /// what username and password say.
  std::optional<Error> bad_auth = {};
};

/// config.go: DockerConfigEntry.UnmarshalJSON. `path` is where the entry is in Go's words
/// ("DockerConfigJSON.auths"), empty at the top of a .dockercfg.
[[nodiscard]] Result<EntryReading> read_entry(JsonReader& reader, std::string_view path);

}  // namespace kscan::keyring
