import OpenAI from 'openai';

const openai = new OpenAI({
  baseURL: 'http://localhost:3000/v1',
  defaultHeaders: {
    'x-provider': 'bedrock',
    'x-aws-access-key-id': 'YOUR_ACCESS_KEY',
    'x-aws-secret-access-key': 'YOUR_SECRET_KEY',
    "x-aws-region": process.env.AWS_REGION,
  }
});

// Use exactly like OpenAI!
const response = await openai.chat.completions.create({
  model: 'anthropic.claude-3-sonnet-20240229-v1:0',
  messages: [{ role: 'user', content: 'Hello!' }]
});
