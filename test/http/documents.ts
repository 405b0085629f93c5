/**
 * What the documents of CometChat tell developers to write, word for word.
 *
 * @module
 */

/** "User Management" of the JavaScript SDK. */
export const javascript = {
  quickReference: `// Create user (requires Auth Key - use on backend only)
const user = new CometChat.User("user_uid");
user.setName("John Doe");
user.setAvatar("https://example.com/avatar.png");
user.setRole("premium");
user.setMetadata({ department: "Engineering" });
await CometChat.createUser(user, authKey);

// Update any user (requires Auth Key)
await CometChat.updateUser(user, authKey);

// Update current logged-in user (no Auth Key needed)
await CometChat.updateCurrentUserDetails(user);
`,

  // The page goes on with this in the same block, where `user` is declared already.
  quickReferenceOfProperties: `// Get user properties
const user = await CometChat.getUser("user_uid");
user.getUid(), user.getName(), user.getAvatar(), user.getStatus()
`,

  create: `const authKey = "YOUR_AUTH_KEY";
const uid = "user1";
const name = "Kevin";

const user = new CometChat.User(uid);
user.setName(name);

CometChat.createUser(user, authKey).then(
  (user) => console.log("User created:", user),
  (error) => console.log("Failed to create user:", error)
);
`,

  createWithAll: `const authKey = "YOUR_AUTH_KEY";

const user = new CometChat.User("user1");
user.setName("Kevin Smith");
user.setAvatar("https://example.com/avatar.png");
user.setLink("https://example.com/profile/kevin");
user.setRole("premium");
user.setMetadata({ department: "Engineering", level: 5 });
user.setStatusMessage("Available for chat");
user.setTags(["developer", "team-alpha"]);

CometChat.createUser(user, authKey).then(
  (user) => console.log("User created:", user),
  (error) => console.log("Failed:", error)
);
`,

  update: `const authKey = "YOUR_AUTH_KEY";
const uid = "user1";

const user = new CometChat.User(uid);
user.setName("Kevin Fernandez");
user.setAvatar("https://example.com/new-avatar.png");

CometChat.updateUser(user, authKey).then(
  (user) => console.log("User updated:", user),
  (error) => console.log("Failed to update:", error)
);
`,

  updateSelf: `const user = new CometChat.User("user1");
user.setName("Kevin Fernandez");
user.setAvatar("https://example.com/new-avatar.png");
user.setStatusMessage("In a meeting");

CometChat.updateCurrentUserDetails(user).then(
  (user) => console.log("Profile updated:", user),
  (error) => console.log("Failed to update:", error)
);
`,

  metadata: `const user = new CometChat.User("user1");
user.setMetadata({
  department: "Engineering",
  skills: ["JavaScript", "React", "Node.js"],
  preferences: { notifications: true, theme: "dark" }
});
`,

  tags: `const user = new CometChat.User("user1");
user.setTags(["premium", "developer", "team-alpha"]);
`,

  properties: `const user = await CometChat.getUser("user1");

console.log("UID:", user.getUid());
console.log("Name:", user.getName());
console.log("Avatar:", user.getAvatar());
console.log("Status:", user.getStatus());
console.log("Last Active:", user.getLastActiveAt());
console.log("Metadata:", user.getMetadata());
console.log("Tags:", user.getTags());
`,
};

/** The same page, and "Create User" of the REST API. */
export const shell = {
  delete: `curl -X DELETE "https://api-{region}.cometchat.io/v3/users/{uid}" \\
  -H "apiKey: YOUR_API_KEY" \\
  -H "Content-Type: application/json"
`,

  create: `curl --request POST \\
  --url https://{appId}.api-{region}.cometchat.io/v3/users \\
  --header 'Content-Type: application/json' \\
  --header 'apikey: <api-key>' \\
  --data '
{
  "uid": "<string>",
  "name": "<string>",
  "avatar": "<string>",
  "link": "<string>",
  "role": "<string>",
  "statusMessage": "<string>",
  "metadata": {
    "@private": {
      "email": "user@email.com",
      "contactNumber": "0123456789"
    }
  },
  "tags": [],
  "withAuthToken": true
}
'
`,
};

/** What the page answers to such a request, though to one with other values. */
export const createdUser = {
  data: {
    uid: 'cometchat-uid-6',
    name: 'Barry Allen',
    link: 'https://cometchat.com',
    avatar: 'https://assets.cometchat.io/sampleapp/v2/groups/cometchat-guid-1.webp',
    metadata: {
      rawMetadata: "{'gender':'Male'}",
    },
    status: 'offline',
    role: 'manager',
    createdAt: 1638354015,
    tags: ['Engineer', 'manager'],
    authToken: 'cometchat-uid-6_16383540156641d37a023c75d26f4c22a21ff126',
  },
};
