#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"
#include "image/reference.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which credential the kubelet would use for an image, in which order.
/// Source of every rule: k8s.io/kubernetes v1.34 pkg/credentialprovider (config.go, keyring.go,
/// secrets/secrets.go).
namespace kscan::keyring {

struct Credential {
  std::string username;  ///< empty: the container runtime would pull anonymously
  Secret password;
};

/// One entry of a pull secret.
struct Entry {
  std::string key;     ///< normalised: host[:port][/path], without scheme, /v1/ or /v2/
  std::string origin;  ///< the pull secret's name
  Credential credential;
};

enum class Dialect { dockerconfigjson, dockercfg };

/// The type decides which secrets count (secrets.go): nothing for any other type. A counted secret
/// without its data key, or with an empty value, is ignored just as silently.
[[nodiscard]] std::optional<Dialect> dialect_of(std::string_view secret_type);

/// ".dockerconfigjson" or ".dockercfg".
[[nodiscard]] std::string_view data_key(Dialect dialect);

/// Decodes as Go's encoding/json does into the kubelet's types (case-folded fields, last duplicate
/// wins, `auth` replaces username and password). Entries whose key is no URL are dropped, as the
/// kubelet drops them. An error here is one that fails the kubelet's pull; it holds no byte of the
/// text's values.
[[nodiscard]] Result<std::vector<Entry>>
parse(std::string_view json, Dialect dialect, std::string_view origin);

/// What can be used of a secret all the same.
struct Salvage {
  std::vector<Entry> entries;
  std::optional<Error> problem = {};  ///< that fails the kubelet's pull
};
/// As parse(), but an entry whose `auth` cannot be decoded only loses that: its username and
/// password count, and without them it is left out. All else that parse() refuses is refused here.
[[nodiscard]] Result<Salvage>
salvage(std::string_view json, Dialect dialect, std::string_view origin);

/// Does a normalised key cover `name` (Reference::name())? Host part by part with globs, port
/// equal, path by plain prefix (keyring.go: URLsMatch).
[[nodiscard]] bool matches(std::string_view key, std::string_view name);

/// The entries of all pull secrets of a pod, in imagePullSecrets order.
class Keyring {
public:
  void add(std::vector<Entry> entries);
  /// In the order the kubelet would try them: keys descending by bytes, then the order added;
  /// Docker Hub's default key only if nothing else matched. The pointers live as long as the
  /// keyring and until the next add().
  [[nodiscard]] std::vector<const Entry*> candidates(const image::Reference& image) const;

private:
  std::vector<Entry> m_entries;
};

}  // namespace kscan::keyring
