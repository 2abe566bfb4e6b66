#include "http/mask.hpp"

#include <gtest/gtest.h>

namespace kscan::http {
namespace {

struct Name {
  std::string name;
  std::string text;
  bool sensitive;
};

class SensitiveName : public testing::TestWithParam<Name> {};

TEST_P(SensitiveName, IsKnown) {
  EXPECT_EQ(is_sensitive_name(GetParam().text), GetParam().sensitive);
}

INSTANTIATE_TEST_SUITE_P(Table,
                         SensitiveName,
                         testing::Values(Name{"Password", "password", true},
                                         Name{"VariablePassword", "KSCAN_PASSWORD", true},
                                         Name{"Token", "token", true},
                                         Name{"IdentityToken", "identitytoken", true},
                                         Name{"Camel", "refreshToken", true},
                                         Name{"Auth", "auth", true},
                                         Name{"NpmAuth", "_auth", true},
                                         Name{"DockerConfig", ".dockerconfigjson", true},
                                         Name{"DockerCfg", ".dockercfg", true},
                                         Name{"ClientKeyData", "client-key-data", true},
                                         Name{"ClientKeyDataOfExec", "clientKeyData", true},
                                         Name{"AwsKey", "AWS_SECRET_ACCESS_KEY", true},
                                         Name{"ClientSecret", "client-secret", true},
                                         Name{"Flag", "--registry-token", true},
                                         Name{"Header", "X-Auth-Token", true},
                                         Name{"Cookie", "Set-Cookie", true},
                                         Name{"WebSocket", "Sec-WebSocket-Protocol", true},
                                         Name{"Empty", "", false},
                                         Name{"Author", "author", false},
                                         Name{"Name", "name", false},
                                         Name{"SecretName", "secretName", false},
                                         Name{"PullSecrets", "imagePullSecrets", false},
                                         Name{"Projection", "serviceAccountToken", false},
                                         Name{"KeyRef", "secretKeyRef", false},
                                         Name{"Continue", "continue", false}),
                         [](const auto& tested) { return tested.param.name; });

struct Text {
  std::string name;
  std::string text;
  std::string shown;
};

std::string row_name(const testing::TestParamInfo<Text>& tested) {
  return tested.param.name;
}

class MaskAuthorization : public testing::TestWithParam<Text> {};

TEST_P(MaskAuthorization, AsClientGo) {
  EXPECT_EQ(mask_authorization(GetParam().text), GetParam().shown);
}

// The rules of TestMaskValue of client-go (transport/round_trippers_test.go).
INSTANTIATE_TEST_SUITE_P(Table,
                         MaskAuthorization,
                         testing::Values(Text{"Empty", "", ""},
                                         Text{"Basic", "Basic YWxhZGRpbg==", "Basic <masked>"},
                                         Text{"BasicAlone", "Basic", "Basic"},
                                         Text{"BasicAndSpace", "Basic ", "Basic"},
                                         Text{"Bearer", "Bearer abc.def", "Bearer <masked>"},
                                         Text{"LowerCase", "bearer abc", "bearer <masked>"},
                                         Text{"Negotiate", "Negotiate YII=", "Negotiate <masked>"},
                                         Text{"Unknown", "Digest username=x", "<masked>"},
                                         Text{"NoScheme", "abc.def", "<masked>"},
                                         Text{"SpaceFirst", " Bearer abc", "<masked>"}),
                         row_name);

class MaskUrl : public testing::TestWithParam<Text> {};

TEST_P(MaskUrl, HidesWhatProvesTheSender) {
  EXPECT_EQ(mask_url(GetParam().text), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    MaskUrl,
    testing::Values(
        Text{"Usual",
             "https://h:6443/api/v1/pods?limit=500&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ",
             "https://h:6443/api/v1/pods?limit=500&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ"},
        Text{"Userinfo", "https://u:p@h/api", "https://<masked>@h/api"},
        Text{"UserinfoWithSign", "https://u:p@x@h/api?a=b", "https://<masked>@h/api?a=b"},
        Text{"SignInPath", "https://h/a@b", "https://h/a@b"},
        Text{"Parameters",
             "https://h/?token=a&b=c&password=",
             "https://h/?token=<masked>&b=c&password=<masked>"},
        Text{"ParameterWithoutValue", "https://h/?token", "https://h/?token"},
        Text{"EmptyQuery", "https://h/?", "https://h/?"},
        Text{"Target", "/api?b=c", "/api?b=c"}),
    row_name);

class MaskText : public testing::TestWithParam<Text> {};

TEST_P(MaskText, HidesTextThatMayHoldACredential) {
  EXPECT_EQ(mask_text(GetParam().text), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    MaskText,
    testing::Values(
        Text{"Empty", "", ""},
        Text{"Prose", "pods \"web-0\" not found", "pods \"web-0\" not found"},
        Text{"Forbidden",
             R"(secrets is forbidden: User "joe" cannot list resource "secrets" in API group "")",
             R"(secrets is forbidden: User "joe" cannot list resource "secrets" in API group "")"},
        Text{"Challenge",
             R"(Bearer realm="https://auth.example.com/x",service="r",scope="repository:a:pull")",
             R"(Bearer realm="https://auth.example.com/x",service="r",scope="repository:a:pull")"},
        Text{"Digest",
             "docker.io/library/nginx@sha256:0123456789abcdef",
             "docker.io/library/nginx@sha256:0123456789abcdef"},
        Text{"Assignment", "--password=hunter2", "<masked>"},
        Text{"AssignmentWithSpace", "x\npassword : hunter2\n", "<masked>"},
        Text{"QuotedAssignment", R"(bad: 'token': 'x')", "<masked>"},
        Text{"EscapedAssignment", R"(bad: \"token\": \"x\")", "<masked>"},
        Text{"AssignmentOfNothing", "give a password:", "give a password:"},
        Text{"PieceOfJson", R"(found |ata":{"x": "aHVudGVyMg=="}}| here)", "<masked>"},
        Text{"EscapedPieceOfJson", R"(found |\"x\":\"aHVudGVyMg==\"|)", "<masked>"},
        Text{"SecretAsYaml", "kind: Secret\ndata:\n  x: aHVudGVyMg==\n", "<masked>"},
        Text{"ConfigMapAsYaml",
             "kind: ConfigMap\ndata:\n  x: y\n",
             "kind: ConfigMap\ndata:\n  x: y\n"},
        Text{"PrivateKey", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n", "<masked>"},
        Text{"Bearer", "sent Bearer abcdefgh to it", "<masked>"},
        Text{"Basic", "sent basic YTpiYWJi", "<masked>"},
        Text{"Jwt", "got eyJhbGciOiJSUzI1NiJ9.x", "<masked>"},
        Text{"JsonInBase64", "ewogICJhdXRocyI6IHt9Cn0=", "<masked>"},
        Text{"Url",
             "Get https://u:p@h/a and http://x@y",
             "Get https://<masked>@h/a and http://<masked>@y"}),
    row_name);

TEST(MaskHeader, HidesCredentialsByName) {
  EXPECT_EQ(mask_header({"authorization", "Bearer x"}), "Bearer <masked>");
  EXPECT_EQ(mask_header({"Proxy-Authorization", "Basic x"}), "Basic <masked>");
  EXPECT_EQ(mask_header({"Cookie", "a=b"}), "<masked>");
  EXPECT_EQ(mask_header({"Set-Cookie", "a=b"}), "<masked>");
  EXPECT_EQ(mask_header({"X-Registry-Auth", "a"}), "<masked>");
  EXPECT_EQ(mask_header({"Location", "https://u:p@h/?token=x"}),
            "https://<masked>@h/?token=<masked>");
  EXPECT_EQ(mask_header({"Accept", "application/json;as=Table;v=v1"}),
            "application/json;as=Table;v=v1");
}

}  // namespace
}  // namespace kscan::http
