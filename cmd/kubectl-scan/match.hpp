#pragma once
#include "base/error.hpp"
#include "image/reference.hpp"
#include "keyring/keyring.hpp"
#include "keyring/manifests.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// `kubectl scan match IMAGE... -f SECRETS.yaml`: the kubelet's choice, without a cluster. Pure.
namespace kscan::cmd {

/// What the kubelet would do for one image.
struct Match {
  std::string image;                                   ///< as asked
  std::optional<image::Reference> reference = {};      ///< none: the image is bad
  std::string error = {};                              ///< why the pull would fail; else ""
  std::vector<const keyring::Entry*> candidates = {};  ///< in order; none on an error
};

/// In the order of `images`. The candidates live in `secrets`.
[[nodiscard]] std::vector<Match> match(std::span<const std::string> images,
                                       const keyring::PullSecrets& secrets);

/// {"registry","repository","tag","digest","name"}; null for none.
[[nodiscard]] nlohmann::ordered_json
reference_json(const std::optional<image::Reference>& reference);

/// The array of design.md 8; of a password its SHA-256.
[[nodiscard]] nlohmann::ordered_json matches_json(std::span<const Match> matches);

/// A row for each candidate; "anonymous" where there is none. Errors are not part of it.
/// `columns`: of the terminal; 0: no limit.
void write_table(std::span<const Match> matches, std::size_t columns, std::ostream& out);

/// What a person should know beyond the table, each once: images and secrets that fail a pull.
[[nodiscard]] std::vector<std::string> errors_of(std::span<const Match> matches);

/// Secrets that have no part in it though they were given.
[[nodiscard]] std::vector<std::string> warnings_of(const keyring::PullSecrets& secrets);

}  // namespace kscan::cmd
