// Every byte value, wherever it stands in a login: it reaches the scanner's config.json unchanged,
// or is refused in words.
#include "agent/docker_config.hpp"
#include "agent/login_file.hpp"
#include "agent/temporary_secret.hpp"
#include "base/encoding.hpp"
#include "temp_dir.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace kscan::agent {
namespace {

using nlohmann::json;

struct Place {
  const char* name;
  const char* before;
  const char* after;
  bool in_username;
};

struct Plain {
  std::string username;
  std::string password;
};

Login login_of(const Plain& plain) {
  return {Secret(std::string(plain.username)), Secret(std::string(plain.password))};
}

/// As docker's configuration file is read (docker/cli config/configfile: decodeAuth).
Plain read_config(const Secret& text) {
  const json entry = json::parse(text.reveal())["auths"]["r.io"];
  if (!entry.contains("auth"))
    return {entry["username"].get<std::string>(), entry["password"].get<std::string>()};
  const std::string both = base64_decode(entry["auth"].get<std::string>()).value();
  const std::size_t colon = both.find(':');
  return {both.substr(0, colon), both.substr(colon + 1)};
}

/// What the kubelet makes of the temporary Secret's data, which it can only pass on as text.
Secret variable(const json& secret, const char* key) {
  std::string value = base64_decode(secret["data"][key].get<std::string>()).value();
  EXPECT_TRUE(is_utf8(value) && value.find('\0') == std::string::npos) << key;
  return Secret(std::move(value));
}

Result<std::optional<Login>> by_secret(const Plain& plain) {
  const json secret = json::parse(secret_json({}, login_of(plain)).reveal());
  const Secret how = variable(secret, "encoding");
  return decode_login(variable(secret, "username"), variable(secret, "password"), how.reveal());
}

Result<std::optional<Login>> by_memory(const Plain& plain) {
  const TempDir dir;
  write_login(dir.path(), login_of(plain));
  try {
    return take_login(dir.path());
  } catch (const Error& error) {
    return fail(error);
  }
}

/// The refusal's words, or "" when the login arrived.
std::string refusal(const Plain& sent, Result<std::optional<Login>> received) {
  if (!received) return received.error().message();
  if (!*received) return "anonymous";
  const Result<Secret> config = docker_config("r.io", **received);
  if (!config) return config.error().message();
  const Plain read = read_config(*config);
  EXPECT_EQ(read.username, sent.username);
  EXPECT_EQ(read.password, sent.password);
  return {};
}

class EveryByte : public testing::TestWithParam<Place> {
protected:
  static Plain with(char byte) {
    const std::string value = GetParam().before + std::string(1, byte) + GetParam().after;
    return GetParam().in_username ? Plain{value, "p\xC3\xBC"} : Plain{"u\xC3\xBC", value};
  }
};

TEST_P(EveryByte, ArrivesOrIsRefused) {
  for (int value = 0; value < 256; ++value) {
    const Plain plain = with(static_cast<char>(value));
    const std::string words =
        value == 0 ? "the credential holds a NUL byte, which no scanner can be given" : "";
    EXPECT_EQ(refusal(plain, by_secret(plain)), words) << value;
    EXPECT_EQ(refusal(plain, by_memory(plain)), words) << value;
  }
}

INSTANTIATE_TEST_SUITE_P(Places,
                         EveryByte,
                         testing::Values(Place{"UserNameAlone", "", "", true},
                                         Place{"UserNameStart", "", "ab", true},
                                         Place{"UserNameMiddle", "a", "b", true},
                                         Place{"UserNameEnd", "ab", "", true},
                                         Place{"PasswordAlone", "", "", false},
                                         Place{"PasswordStart", "", "ab", false},
                                         Place{"PasswordMiddle", "a", "b", false},
                                         Place{"PasswordEnd", "ab", "", false}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(EveryByteBeside, AColonInTheUserNameIsRefusedWhenTheOtherIsNoText) {
  const Plain plain{"u:v", "\xff"};
  const std::string words = "the credential is not UTF-8 and its user name has a colon";
  EXPECT_EQ(refusal(plain, by_secret(plain)), words);
  EXPECT_EQ(refusal(plain, by_memory(plain)), words);
}

}  // namespace
}  // namespace kscan::agent
