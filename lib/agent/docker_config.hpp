#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kscan::agent {

/// What a scanner logs in with.
struct Login {
  Secret username;
  Secret password;
};

// How a login gets through environment variables, which the kubelet passes as UTF-8 without NUL.
inline constexpr std::string_view encoding_raw = "raw";
inline constexpr std::string_view encoding_base64 = "base64";

/// encoding_raw where that is possible.
[[nodiscard]] std::string_view encoding_for(const Login& login);
/// The three values of a temporary Secret back as a login; nothing for an empty user name, which
/// means anonymous. Errc::invalid for an unknown encoding and for a NUL, which the scanners' own
/// config.json parsers cut off or refuse.
[[nodiscard]] Result<std::optional<Login>>
decode_login(Secret username, Secret password, std::string_view encoding);

/// The text of a config.json with this one login. `key` is an image reference's registry, or
/// registry/repository, which holds for that repository alone; Docker Hub gets the key that `docker
/// login` gives it. `username` and `password` are members of their own, because `auth` splits at
/// the first colon; `auth` is used only for what is not UTF-8, which JSON text cannot hold, and
/// refused (Errc::invalid) when the user name has a colon.
[[nodiscard]] Result<Secret> docker_config(std::string_view key, const Login& login);

/// The same with several logins.
struct KeyedLogin {
  std::string key;
  Login login;
};
[[nodiscard]] Result<Secret> docker_config(std::span<const KeyedLogin> logins);

}  // namespace kscan::agent
